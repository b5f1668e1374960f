//! Features by place, and where places lie in the square of Web Mercator: what a tile or a box asks about.
//!
//! # Cost
//!
//! Made once, when a tile or a box is first asked for. A tile then costs a look at every place, and at the features of those
//! that lie in it.
//!
//! # Sources
//!
//! EPSG Guidance Note 7-2, 3.5.1.1 (Popular Visualisation Pseudo-Mercator).

use std::f64::consts::PI;

use tadmur_geoparser::place::LonLat;

use crate::store::columns::Days;
use crate::store::scan::Scan;
use crate::store::words::Bits;
use crate::store::{Filter, Row, Store};

/// The rows of each place, and the point of each.
#[derive(Debug)]
pub(crate) struct ByPlace {
    /// The rows of place `n` are `rows[starts[n]..starts[n + 1]]`, in order.
    starts: Vec<u32>,
    rows: Vec<u32>,
    /// From the north-west corner of the square, whose side is 2^32; `None` beyond its north and south edge.
    points: Vec<Option<[u32; 2]>>,
}

/// A square of the map: column `x` and row `y` of the `2^z` by `2^z` that there are.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) struct Square {
    pub(crate) z: u8,
    pub(crate) x: u32,
    pub(crate) y: u32,
}

/// A place with those of its features that pass a filter.
#[derive(Debug)]
pub(crate) struct AtPlace {
    /// Its position in [`Store::places`].
    pub(crate) place: usize,
    /// Where it lies in the square, from its north-west corner, in 4096ths of its side.
    pub(crate) at: [u32; 2],
    /// The features, never none, in order.
    pub(crate) rows: Vec<Row>,
    /// In how many articles they stand.
    pub(crate) articles: usize,
    /// The first and last day that they speak of; `None` where that is open or nothing is known.
    pub(crate) first: Option<i32>,
    pub(crate) last: Option<i32>,
}

impl Square {
    /// The most that `z` may be: 4096ths of a square are then a hundredth of a unit of 2^32.
    pub(crate) const MAX_Z: u8 = 20;

    /// Where a point lies in the square, in 4096ths of its side.
    fn at(self, [x, y]: [u32; 2]) -> Option<[u32; 2]> {
        let shift = u32::from(Self::MAX_Z - self.z);
        let (x, y) = (x >> shift, y >> shift);
        ((x >> 12, y >> 12) == (self.x, self.y)).then_some([x & 4095, y & 4095])
    }
}

impl ByPlace {
    pub(crate) fn of(store: &Store) -> Self {
        let mut starts = vec![0; store.places.len() + 1];
        for &place in &store.columns.place {
            starts[place as usize + 1] += 1;
        }
        for n in 1..starts.len() {
            starts[n] += starts[n - 1];
        }
        let mut next = starts.clone();
        let mut rows = vec![0; store.columns.place.len()];
        for (row, &place) in store.columns.place.iter().enumerate() {
            let at = &mut next[place as usize];
            rows[*at as usize] = row as u32;
            *at += 1;
        }
        let points = store.places.iter().map(|it| in_mercator(it.point)).collect();
        Self { starts, rows, points }
    }

    /// The rows of these places, in order, if they are no more than so many.
    pub(crate) fn rows_of(
        &self,
        places: impl Iterator<Item = usize>,
        most: usize,
    ) -> Option<Vec<u32>> {
        let mut found = Bits::none(self.rows.len());
        let mut many = 0;
        for place in places {
            let rows = &self.rows[self.starts[place] as usize..self.starts[place + 1] as usize];
            many += rows.len();
            if many > most {
                return None;
            }
            for &row in rows {
                found.set(row as usize);
            }
        }
        let mut rows = Vec::with_capacity(many);
        rows.extend(found.ones());
        Some(rows)
    }
}

/// From the north-west corner of the square, whose side is 2^32.
#[expect(clippy::cast_sign_loss, reason = "a number from 0 to 1 has no sign to lose")]
fn in_mercator(point: LonLat) -> Option<[u32; 2]> {
    let latitude = point.lat().to_radians();
    let x = point.lon() / 360.0 + 0.5;
    let y = 0.5 - (PI / 4.0 + latitude / 2.0).tan().ln() / (2.0 * PI);
    let side = 2_f64.powi(32); // the far edge is one more than fits, and is taken for the last
    (0.0..=1.0).contains(&y).then_some([(x * side) as u32, (y * side) as u32])
}

impl Store {
    pub(crate) fn by_place(&self) -> &ByPlace {
        self.by_place.get_or_init(|| ByPlace::of(self))
    }

    /// The places in the square that have features under the filter, by their id.
    pub(crate) fn in_square(&self, filter: &Filter, square: Square) -> Vec<AtPlace> {
        let by_place = self.by_place();
        let scan = Scan::of(self, filter);
        let within = |(place, point): (usize, &Option<[u32; 2]>)| {
            let at = square.at((*point)?)?;
            let bounds = by_place.starts[place] as usize..by_place.starts[place + 1] as usize;
            let range = scan.range();
            let rows = by_place.rows[bounds].iter().map(|&row| row as usize);
            let passing = rows.filter(|row| range.contains(row) && scan.fails(*row) == 0);
            self.at_place(place, at, passing)
        };
        by_place.points.iter().enumerate().filter_map(within).collect()
    }

    fn at_place(
        &self,
        place: usize,
        at: [u32; 2],
        passing: impl Iterator<Item = usize>,
    ) -> Option<AtPlace> {
        let mut rows = Vec::new();
        let (mut articles, mut article) = (0, None);
        let mut span = Days::NONE;
        for row in passing {
            rows.push(Row(row as u32));
            let this = Some(self.columns.article[row]);
            articles += usize::from(this != article);
            article = this;
            let days = self.columns.when.at(row);
            if !days.is_none() {
                span.first = span.first.min(days.first);
                span.last = span.last.max(days.last);
            }
        }
        let known = !span.is_none();
        let first = Some(span.first).filter(|&it| known && it != i32::MIN);
        let last = Some(span.last).filter(|&it| known && it != i32::MAX);
        (!rows.is_empty()).then_some(AtPlace { place, at, rows, articles, first, last })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(lon: f64, lat: f64, square: Square, at: Option<[u32; 2]>) {
        let point = in_mercator(LonLat::new(lon, lat).unwrap());
        assert_eq!(point.and_then(|it| square.at(it)), at);
    }

    #[test]
    fn a_point_lies_in_one_square_of_each_size() {
        check(0.0, 0.0, Square { z: 0, x: 0, y: 0 }, Some([2048, 2048]));
        check(-180.0, 85.051, Square { z: 0, x: 0, y: 0 }, Some([0, 0]));
        check(180.0, -85.051, Square { z: 3, x: 7, y: 7 }, Some([4095, 4095]));
        check(38.28, 34.56, Square { z: 6, x: 38, y: 25 }, Some([3298, 1824]));
        check(38.28, 34.56, Square { z: 6, x: 37, y: 25 }, None);
        check(0.0, 89.0, Square { z: 0, x: 0, y: 0 }, None);
    }
}
