//! Counts under a filter: facets, and a histogram over time.
//!
//! # Shape
//!
//! [`Store::facets`] counts the values of each [`Facet`]; [`Store::histogram`] counts by [`Bin`] of the calendar.
//!
//! # Cost
//!
//! One scan of the columns each. A histogram counts the mentions of each time that there is, and then the times.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use tadmur_geoparser::geoparse::Role;
use tadmur_geoparser::text::zones::Zone;

use crate::store::columns::{Class, Days, day_number, day_of, is_closed};
use crate::store::scan::{Scan, fails};
use crate::store::{Filter, Store, TimeOf};

/// A thing that features are counted by.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Facet {
    /// Who published the article.
    Source,
    /// The language of the article.
    Lang,
    /// The country of the place.
    Country,
    /// What sort of place it is.
    Kind,
    /// What the mention says of its place.
    Role,
    /// Where in the article it stands.
    Zone,
    /// The place itself.
    Place,
}

impl Facet {
    /// Every facet, in the order of the enum.
    pub const ALL: &[Self] =
        &[Self::Source, Self::Lang, Self::Country, Self::Kind, Self::Role, Self::Zone, Self::Place];

    /// The name of the filter that asks for its values.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Lang => "lang",
            Self::Country => "country",
            Self::Kind => "kind",
            Self::Role => "role",
            Self::Zone => "zone",
            Self::Place => "place",
        }
    }

    fn test(self) -> u8 {
        match self {
            Self::Source => fails::SOURCE,
            Self::Lang => fails::LANG,
            Self::Country => fails::COUNTRY,
            Self::Kind => fails::KIND,
            Self::Role => fails::ROLE,
            Self::Zone => fails::ZONE,
            Self::Place => fails::PLACE,
        }
    }
}

/// The values of one facet, the most frequent first and then by value.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FacetCounts<'s> {
    /// Which facet.
    pub facet: Facet,
    /// Each value with how many mentions have it.
    pub values: Vec<(&'s str, usize)>,
}

/// How long a bar of a histogram is.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Bin {
    /// A day.
    Day,
    /// Monday to Sunday.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
    /// Ten years, from one that ends in 0.
    Decade,
    /// A hundred years, from one that ends in 00.
    Century,
}

/// Mentions by time.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Histogram {
    /// How long a bar is.
    pub by: Bin,
    /// How many mentions pass the filter.
    pub matched: usize,
    /// How many of them have no time.
    pub undated: usize,
    /// First day, last day and mentions of each bar, one after the other without a gap. A mention counts in every bar
    /// that its time overlaps.
    pub bars: Vec<(Date, Date, usize)>,
}

/// More bars than are given at once.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TooManyBars;

impl Bin {
    /// Every length, the shortest first.
    pub const ALL: &[Self] =
        &[Self::Day, Self::Week, Self::Month, Self::Year, Self::Decade, Self::Century];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
            Self::Decade => "decade",
            Self::Century => "century",
        }
    }

    /// The number of the bar that holds the day; later bars have greater numbers.
    fn number(self, day: Date) -> i32 {
        let year = i32::from(day.year());
        match self {
            Self::Day => day_number(day),
            Self::Week => (day_number(day) + 3).div_euclid(7),
            Self::Month => year * 12 + i32::from(day.month()) - 1,
            Self::Year => year,
            Self::Decade => year.div_euclid(10),
            Self::Century => year.div_euclid(100),
        }
    }

    fn many(self, reach: Days) -> usize {
        let (first, last) = (self.number(day_of(reach.first)), self.number(day_of(reach.last)));
        usize::try_from(last - first + 1).unwrap_or(0)
    }

    /// The shortest of which at most so many reach over these days, or the longest.
    fn shortest(reach: Days, bars: usize) -> Self {
        let fits = |it: &&Self| it.many(reach) <= bars;
        Self::ALL.iter().find(fits).copied().unwrap_or(Self::Century)
    }

    /// The bars from the first to the last of these days, of spans that all overlap them.
    fn bars(self, reach: Days, ends: &Ends) -> Vec<(Date, Date, usize)> {
        let (first, last) = (self.number(day_of(reach.first)), self.number(day_of(reach.last)));
        let mut rest = ends.at.iter().peekable();
        let mut open = ends.open;
        let bar = |number: i32| {
            let (from, to) = (self.first_day(number), self.last_day(number));
            // what goes on behind the last bar ends there too, and what was before the first one begins there
            let until = if number == last { i32::MAX } else { day_number(to) };
            let mut ended = 0;
            while let Some((_, [begun, over])) = rest.next_if(|(day, _)| *day <= until) {
                open += begun;
                ended += over;
            }
            let mentions = open;
            open -= ended;
            (from, to, mentions)
        };
        (first..=last).map(bar).collect()
    }

    fn last_day(self, number: i32) -> Date {
        self.first_day(number + 1).yesterday().unwrap_or(Date::MIN)
    }

    /// The first day of a bar.
    fn first_day(self, number: i32) -> Date {
        let year = |year: i32| date(year.clamp(-9999, 9999) as i16, 1, 1);
        match self {
            Self::Day => day_of(number),
            Self::Week => day_of(number.saturating_mul(7).saturating_sub(3)),
            Self::Month => {
                let month = number.rem_euclid(12) as i8 + 1;
                year(number.div_euclid(12)).with().month(month).build().unwrap_or(Date::MAX)
            }
            Self::Year => year(number),
            Self::Decade => year(number * 10),
            Self::Century => year(number * 100),
        }
    }
}

impl Store {
    /// How many mentions have each value of these facets. Each facet is counted under all filters but its own, so
    /// that it shows what else could be asked for; of each, at most `most` values are told.
    pub fn facets(&self, filter: &Filter, facets: &[Facet], most: usize) -> Vec<FacetCounts<'_>> {
        let scan = Scan::of(self, filter);
        // By place, article or class: mentions that pass all tests, and those that fail the facet's own alone.
        let mut tallies: Vec<(Facet, Vec<usize>)> = facets
            .iter()
            .map(|&facet| {
                let many = match facet {
                    Facet::Source => self.sources.values.len(),
                    Facet::Lang => self.langs.values.len(),
                    Facet::Country | Facet::Kind | Facet::Place => self.places.len(),
                    Facet::Role | Facet::Zone => Class::MANY,
                };
                (facet, vec![0; many])
            })
            .collect();
        scan.each_block(|first, fails| {
            for (row, &fails) in (first..).zip(fails) {
                if fails != 0 && !fails.is_power_of_two() {
                    continue;
                }
                let place = self.columns.place[row] as usize;
                let article = self.columns.article[row] as usize;
                let class = usize::from(self.columns.class[row].0);
                for (facet, tally) in &mut tallies {
                    if fails & !facet.test() == 0 {
                        let at = match facet {
                            Facet::Source => self.sources.of[article] as usize,
                            Facet::Lang => self.langs.of[article] as usize,
                            Facet::Country | Facet::Kind | Facet::Place => place,
                            Facet::Role | Facet::Zone => class,
                        };
                        tally[at] += 1;
                    }
                }
            }
        });
        let counted = tallies.into_iter().map(|(facet, tally)| FacetCounts {
            facet,
            values: most_frequent(self.by_value(facet, &tally), most),
        });
        counted.collect()
    }

    fn by_value(&self, facet: Facet, tally: &[usize]) -> BTreeMap<&str, usize> {
        let mut counts = BTreeMap::new();
        match facet {
            Facet::Role | Facet::Zone => {
                for (class, role, zone, _) in Class::all() {
                    let value =
                        if facet == Facet::Role { Role::as_str(role) } else { Zone::as_str(zone) };
                    *counts.entry(value).or_default() += tally[usize::from(class.0)];
                }
            }
            Facet::Source | Facet::Lang => {
                let codes = if facet == Facet::Lang { &self.langs } else { &self.sources };
                for (value, count) in codes.values.iter().zip(tally) {
                    *counts.entry(value.as_deref().unwrap_or_default()).or_default() += count;
                }
            }
            Facet::Country | Facet::Kind | Facet::Place => {
                for (place, count) in self.places.iter().zip(tally) {
                    let value = match facet {
                        Facet::Kind => place.kind.as_str(),
                        Facet::Place => &place.key,
                        _ => place.country.as_ref().map_or("", |it| it.as_str()),
                    };
                    *counts.entry(value).or_default() += count;
                }
            }
        }
        counts
    }

    /// Mentions by time under the filter, in bars of the given length, or else of the shortest one that gives no more
    /// than `bars`. What has an open end reaches as far as the others do, or as far as `datetime` asks.
    ///
    /// # Errors
    ///
    /// When bars of the given length were more than [`Histogram::MOST_BARS`].
    pub fn histogram(
        &self,
        filter: &Filter,
        by: Option<Bin>,
        bars: usize,
    ) -> Result<Histogram, TooManyBars> {
        let asked = filter.datetime.map_or(Days::ALL, Days::of);
        let mut histogram =
            Histogram { by: by.unwrap_or(Bin::Day), matched: 0, undated: 0, bars: Vec::new() };
        let columns = &self.columns;
        let scan = Scan::of(self, filter).by_place(self);
        let ends = match filter.time {
            TimeOf::When => {
                let times = &columns.when;
                Ends::of(&times.all, &scan.tally(&times.of, times.all.len()))
            }
            TimeOf::Published => {
                let times = &columns.published;
                let mut tally = vec![0; times.all.len()];
                let by_article = scan.tally(&columns.article, times.of.len());
                for (&time, mentions) in times.of.iter().zip(by_article) {
                    tally[time as usize] += mentions;
                }
                Ends::of(&times.all, &tally)
            }
        };
        histogram.matched = ends.matched;
        histogram.undated = ends.undated;
        let reach = ends.reach();
        let Some(reach) = within(reach, asked) else { return Ok(histogram) };
        histogram.by = by.unwrap_or_else(|| Bin::shortest(reach, bars));
        if histogram.by.many(reach) > Histogram::MOST_BARS {
            return Err(TooManyBars);
        }
        histogram.bars = histogram.by.bars(reach, &ends);
        Ok(histogram)
    }
}

/// Where the times of mentions begin and end.
#[derive(Default)]
struct Ends {
    /// How many begin and how many end at each day where some do, in order.
    at: Vec<(i32, [usize; 2])>,
    /// Times without a beginning.
    open: usize,
    matched: usize,
    undated: usize,
}

impl Ends {
    /// Of these times, each so many times.
    fn of(times: &[Days], tally: &[u32]) -> Self {
        let mut ends = Self::default();
        let mut at: Vec<(i32, [usize; 2])> = Vec::new();
        for (days, &many) in times.iter().zip(tally).filter(|(_, many)| **many > 0) {
            let many = many as usize;
            ends.matched += many;
            if days.is_none() {
                ends.undated += many;
                continue;
            }
            if is_closed(days.first) {
                at.push((days.first, [many, 0]));
            } else {
                ends.open += many;
            }
            if is_closed(days.last) {
                at.push((days.last, [0, many]));
            }
        }
        at.sort_unstable_by_key(|&(day, _)| day);
        for (day, [begun, ended]) in at {
            match ends.at.last_mut().filter(|(it, _)| *it == day) {
                Some((_, [all_begun, all_ended])) => {
                    *all_begun += begun;
                    *all_ended += ended;
                }
                None => ends.at.push((day, [begun, ended])),
            }
        }
        ends
    }

    /// From the first day to the last.
    fn reach(&self) -> Days {
        let first = self.at.first().map_or(i32::MAX, |(day, _)| *day);
        let last = self.at.last().map_or(i32::MIN, |(day, _)| *day);
        Days { first, last }
    }
}

impl Histogram {
    /// No more bars than these are given at once.
    pub const MOST_BARS: usize = 10_000;
}

/// From the first day to the last that bars stand for: what was asked, and where that is open, what there is.
fn within(reach: Days, asked: Days) -> Option<Days> {
    let pick = |asked: i32, there: i32| if is_closed(asked) { asked } else { there };
    let (first, last) = (pick(asked.first, reach.first), pick(asked.last, reach.last));
    // What there is may lie wholly before an open interval that it reaches into.
    let first = if is_closed(asked.first) { first } else { first.min(last) };
    let last = if is_closed(asked.last) { last } else { last.max(first) };
    (is_closed(first) && is_closed(last)).then_some(Days { first, last })
}

fn most_frequent(counts: BTreeMap<&str, usize>, most: usize) -> Vec<(&str, usize)> {
    let counts = counts.into_iter().filter(|(value, count)| *count > 0 && !value.is_empty());
    let mut values: Vec<_> = counts.collect();
    values.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    values.truncate(most);
    values
}
