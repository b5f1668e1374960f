//! Coordinate reference systems that coordinates are asked for and given in.
//!
//! # Sources
//!
//! OGC API - Features - Part 2 (18-058r1), 7.2; EPSG Guidance Note 7-2, 3.2.1.2 (Popular Visualisation Pseudo Mercator).

use std::f64::consts::PI;

use tadmur_geoparser::place::{BBox, LonLat};

/// The radius of the sphere that Web Mercator takes the Earth for, meters.
const RADIUS: f64 = 6_378_137.0;

/// A coordinate reference system.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Crs {
    /// WGS 84, longitude before latitude: GeoJSON's own.
    #[default]
    Crs84,
    /// WGS 84, latitude before longitude.
    Epsg4326,
    /// Web Mercator, meters. The poles lie nowhere on it: what is beyond 85.06° is drawn at its edge.
    Epsg3857,
}

impl Crs {
    /// Every one, the default first.
    pub const ALL: [Self; 3] = [Self::Crs84, Self::Epsg4326, Self::Epsg3857];

    /// Its name, as OGC gives it.
    pub fn uri(self) -> &'static str {
        match self {
            Self::Crs84 => "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
            Self::Epsg4326 => "http://www.opengis.net/def/crs/EPSG/0/4326",
            Self::Epsg3857 => "http://www.opengis.net/def/crs/EPSG/0/3857",
        }
    }

    /// The one of this name; the safe CURIEs of Part 2 are read too.
    pub fn named(name: &str) -> Option<Self> {
        let curie = match name {
            "[OGC:CRS84]" => Some(Self::Crs84),
            "[EPSG:4326]" => Some(Self::Epsg4326),
            "[EPSG:3857]" => Some(Self::Epsg3857),
            _ => None,
        };
        curie.or_else(|| Self::ALL.into_iter().find(|it| it.uri() == name))
    }

    /// A point in it.
    pub fn project(self, [lon, lat]: [f64; 2]) -> [f64; 2] {
        match self {
            Self::Crs84 => [lon, lat],
            Self::Epsg4326 => [lat, lon],
            Self::Epsg3857 => {
                let edge = PI * RADIUS;
                let y = RADIUS * (PI / 4.0 + lat.to_radians() / 2.0).tan().ln();
                [centimeters(RADIUS * lon.to_radians()), centimeters(y.clamp(-edge, edge))]
            }
        }
    }

    /// The box between two corners in it, the lower and the upper; `None` when a corner lies off Earth.
    pub fn bbox(self, low: [f64; 2], high: [f64; 2]) -> Option<BBox> {
        let (low, high) = (self.unproject(low)?, self.unproject(high)?);
        BBox::new(low.lon(), low.lat(), high.lon(), high.lat())
    }

    /// The point of these coordinates.
    pub fn unproject(self, [first, second]: [f64; 2]) -> Option<LonLat> {
        match self {
            Self::Crs84 => LonLat::new(first, second),
            Self::Epsg4326 => LonLat::new(second, first),
            Self::Epsg3857 => {
                let edge = PI * RADIUS + 0.01;
                let inside = |it: f64| it.abs() <= edge;
                let lat = (2.0 * (second / RADIUS).exp().atan() - PI / 2.0).to_degrees();
                let lon = (first / RADIUS).to_degrees().clamp(-180.0, 180.0);
                LonLat::new(lon, lat).filter(|_| inside(first) && inside(second))
            }
        }
    }
}

fn centimeters(meters: f64) -> f64 {
    (meters * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_go_there_and_back() {
        let palmyra = LonLat::new(38.28, 34.56).unwrap();
        for crs in Crs::ALL {
            let there = crs.project([palmyra.lon(), palmyra.lat()]);
            let back = crs.unproject(there).unwrap();
            assert!((back.lon() - palmyra.lon()).abs() < 1e-6, "{crs:?}");
            assert!((back.lat() - palmyra.lat()).abs() < 1e-6, "{crs:?}");
            assert_eq!(Crs::named(crs.uri()), Some(crs));
        }
        // EPSG Guidance Note 7-2, the example of 3.2.1.2, on the same formula
        let [x, y] = Crs::Epsg3857.project([-100.333_333_333, 24.381_786_944]);
        assert!((x + 11_169_055.58).abs() < 0.02 && (y - 2_800_000.0).abs() < 0.02, "{x} {y}");
    }

    #[test]
    fn what_is_off_earth_is_none() {
        assert_eq!(Crs::Epsg4326.unproject([100.0, 0.0]), None);
        assert_eq!(Crs::Epsg3857.unproject([3e7, 0.0]), None);
        assert_eq!(Crs::Epsg3857.unproject([f64::NAN, 0.0]), None);
        assert!(Crs::Epsg3857.project([0.0, -90.0])[1].is_finite());
    }
}
