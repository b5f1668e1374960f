//! The columns agree with a plain reading of the features, whatever the data and the filter.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use tadmur::feature::{ArticleFacts, Feature, Page, PlaceFacts, Reading, Stated, Stretch};
use tadmur::store::counts::{Bin, Facet};
use tadmur::store::{Filter, Store, TimeOf};
use tadmur_geoparser::dates::{Edtf, Mood, PublishedBasis, TimeSpan, WhenBasis};
use tadmur_geoparser::geoparse::Role;
use tadmur_geoparser::place::{BBox, CountryCode, Kind, LonLat};
use tadmur_geoparser::text::fold::fold;
use tadmur_geoparser::text::words::words;
use tadmur_geoparser::text::zones::Zone;

const DATES: [&str; 8] = [
    "2015-05-03",
    "2015",
    "2016-12",
    "../2015-05-10",
    "2016-01-01/..",
    "199X",
    "-0500",
    "2016-12-31",
];
const TEXTS: [&str; 5] =
    ["Shells fell on Homs.", "The café in Palmyra", "حلب القديمة", "Homs homestead", ""];
const SOURCES: [&str; 3] = ["BBC", "Gazette, The", "الجزيرة"];

fn edtf() -> impl Strategy<Value = Option<Edtf>> {
    proptest::option::weighted(0.8, select(&DATES[..]).prop_map(|it| it.parse().unwrap()))
}

fn place() -> impl Strategy<Value = Arc<PlaceFacts>> {
    let places = [
        ("gn:1", "Palmyra", 38.28, 34.56, Kind::City, Some("SY")),
        ("gn:2", "Homs", 36.72, 34.73, Kind::City, Some("SY")),
        ("gn:3", "Suva", 178.44, -18.14, Kind::City, Some("FJ")),
        ("gn:4", "Sahara", 10., 25., Kind::Desert, None),
        ("gn:5", "South Pole", 0., -90., Kind::Site, None),
    ];
    select(places.to_vec()).prop_map(|(key, label, lon, lat, kind, country)| {
        Arc::new(PlaceFacts {
            key: key.to_owned(),
            label: label.to_owned(),
            label_ar: label.to_owned(),
            point: LonLat::new(lon, lat).unwrap(),
            kind,
            country: country.map(|it| it.parse().unwrap()),
        })
    })
}

prop_compose! {
    fn mention()(
        place in place(),
        role in select(Role::ALL),
        zone in select(Zone::ALL),
        duplicate in proptest::bool::weighted(0.2),
        score in 0.0_f32..=1.0,
        stated in edtf(),
        quote in select(&TEXTS[..]),
    ) -> (Arc<PlaceFacts>, Role, Zone, bool, f32, Option<Edtf>, &'static str) {
        (place, role, zone, duplicate, score, stated, quote)
    }
}

prop_compose! {
    fn reading()(
        id in "[0-9a-f]{4}",
        title in proptest::option::of(select(&TEXTS[..])),
        source in proptest::option::of(select(&SOURCES[..])),
        lang in select(vec!["en", "ar", "ru"]),
        published in edtf(),
        mentions in prop::collection::vec(mention(), 0..8),
    ) -> Reading {
        let article = Arc::new(ArticleFacts {
            id: id.clone(),
            title: title.map(str::to_owned),
            url: None,
            source: source.map(str::to_owned),
            lang: lang.to_owned(),
            published,
            published_basis: PublishedBasis::Declared,
            story: None,
        });
        let features = mentions.into_iter().enumerate();
        let features = features.map(|(start, (place, role, zone, duplicate, score, stated, quote))| {
            let stretch = Stretch { start, end: start + 1 };
            let stated = stated.map(|edtf| Stated {
                edtf,
                basis: WhenBasis::Clause,
                words: String::new(),
                stretch,
                mood: Mood::Fact,
            });
            Feature {
                id: format!("{id}-{start}"),
                article: Arc::clone(&article),
                place,
                stretch,
                surface: String::new(),
                role,
                score,
                zone,
                duplicate,
                stated,
                quote: quote.to_owned(),
                in_quote: Stretch { start: 0, end: 0 },
            }
        });
        let page = Page {
            article: Arc::clone(&article),
            published_words: None,
            text: String::new(),
            zones: Vec::new(),
            mentions: Vec::new(),
            times: Vec::new(),
        };
        Reading { features: features.collect(), article, page }
    }
}

/// Some of the parameters, each with a value that fits.
fn query() -> impl Strategy<Value = Vec<(&'static str, &'static str)>> {
    let pairs = [
        select(vec![
            ("datetime", "2015-05-03"),
            ("datetime", "2015-01-01/2015-12-31"),
            ("datetime", "2016-12-31/.."),
            ("datetime", "../1995-01-01"),
            ("datetime", "../.."),
        ]),
        select(vec![("time", "published"), ("time", "when")]),
        select(vec![("undated", "true"), ("undated", "false")]),
        select(vec![
            ("bbox", "30,30,40,40"),
            ("bbox", "170,-20,-170,20"),
            ("bbox", "-180,-90,180,-90"),
        ]),
        select(vec![("role", "all"), ("role", "metonymic,demonym")]),
        select(vec![("zone", "all"), ("zone", "title,tags")]),
        select(vec![("duplicates", "true")]),
        select(vec![("place", "gn:1,gn:3"), ("place", "gn:9")]),
        select(vec![("source", "BBC"), ("source", "\"Gazette, The\",الجزيرة")]),
        select(vec![("lang", "en,ar"), ("lang", "en")]),
        select(vec![("country", "SY"), ("country", "FJ,LB")]),
        select(vec![("kind", "city"), ("kind", "desert,river")]),
        select(vec![("score", "0.5"), ("score", "0.123")]),
        select(vec![
            ("q", "homs"),
            ("q", "hom"),
            ("q", "palmyra CAFE"),
            ("q", "حلبُ"),
            ("q", "shells pal"),
        ]),
    ];
    let n_pairs = pairs.len();
    (pairs, subsequence((0..n_pairs).collect::<Vec<_>>(), 0..6))
        .prop_map(|(pairs, kept)| kept.into_iter().map(|it| pairs[it]).collect())
}

fn time(feature: &Feature, filter: &Filter) -> Option<TimeSpan> {
    match filter.time {
        TimeOf::When => feature.when().edtf.map(Edtf::span),
        TimeOf::Published => feature.article.published.as_ref().map(Edtf::span),
    }
}

fn overlaps(a: TimeSpan, b: TimeSpan) -> bool {
    let starts_by = |a: TimeSpan, b: TimeSpan| match (a.first(), b.last()) {
        (Some(first), Some(last)) => first <= last,
        _ => true,
    };
    starts_by(a, b) && starts_by(b, a)
}

/// What the documentation says, one sentence a line.
fn passes(feature: &Feature, filter: &Filter) -> bool {
    let Feature { place, article, .. } = feature;
    let listed = |list: &[String], value: Option<&str>| {
        list.is_empty() || value.is_some_and(|value| list.iter().any(|it| it == value))
    };
    let timely = filter
        .datetime
        .is_none_or(|asked| time(feature, filter).map_or(filter.undated, |it| overlaps(it, asked)));
    let near = filter.bbox.is_none_or(|BBox { west, south, east, north }| {
        let (lon, lat) = (place.point.lon(), place.point.lat());
        let across = west > east && (lon >= west || lon <= east);
        (across || west <= lon && lon <= east) && south <= lat && lat <= north
    });
    let texts = [&*feature.quote, &*place.label, article.title.as_deref().unwrap_or_default()];
    let told: Vec<String> =
        texts.iter().flat_map(|text| words(text).map(|it| fold(&text[it.range()]))).collect();
    let sought = filter.q.as_ref().is_none_or(|q| {
        q.whole.iter().all(|it| told.contains(it)) && told.iter().any(|it| it.starts_with(&q.begun))
    });
    let score = (f64::from(feature.score) * 1000.).round();
    timely
        && near
        && sought
        && filter.roles.contains(&feature.role)
        && filter.zones.contains(&feature.zone)
        && (filter.duplicates || !feature.duplicate)
        && listed(&filter.places, Some(&place.key))
        && listed(&filter.sources, article.source.as_deref())
        && listed(&filter.langs, Some(&article.lang))
        && (filter.countries.is_empty()
            || place.country.is_some_and(|it| filter.countries.contains(&it)))
        && (filter.kinds.is_empty() || filter.kinds.contains(&place.kind))
        && score >= f64::from(filter.score)
}

/// The same filter without what asks for the values of this facet.
fn without(filter: &Filter, facet: Facet) -> Filter {
    let mut filter = filter.clone();
    match facet {
        Facet::Source => filter.sources.clear(),
        Facet::Lang => filter.langs.clear(),
        Facet::Country => filter.countries.clear(),
        Facet::Kind => filter.kinds.clear(),
        Facet::Role => filter.roles = Role::ALL.to_vec(),
        Facet::Zone => filter.zones = Zone::ALL.to_vec(),
        Facet::Place => filter.places.clear(),
    }
    filter
}

fn value(feature: &Feature, facet: Facet) -> Option<&str> {
    match facet {
        Facet::Source => feature.article.source.as_deref(),
        Facet::Lang => Some(&feature.article.lang),
        Facet::Country => feature.place.country.as_ref().map(CountryCode::as_str),
        Facet::Kind => Some(feature.place.kind.as_str()),
        Facet::Role => Some(feature.role.as_str()),
        Facet::Zone => Some(feature.zone.as_str()),
        Facet::Place => Some(&feature.place.key),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn columns_agree_with_a_plain_reading(
        readings in prop::collection::vec(reading(), 0..6),
        query in query(),
        after in any::<Option<prop::sample::Index>>(),
        offset in 0..4_usize,
        limit in 1..9_usize,
    ) {
        let filter = Filter::from_pairs(query, &Filter::NAMES).unwrap();
        let mut known = BTreeSet::new();
        let first = readings.iter().filter(|it| known.insert(it.article.id.clone()));
        let given: Vec<String> =
            first.flat_map(|it| &it.features).map(|it| format!("{it:?}")).collect();
        let store = Store::of(readings);
        let all = store.rows(&everything());
        let kept: Vec<String> =
            all.iter().map(|row| format!("{:?}", store.feature(*row))).collect();
        prop_assert_eq!(kept, given);
        let plain = |filter: &Filter| -> Vec<_> {
            all.iter().copied().filter(|row| passes(&store.feature(*row), filter)).collect()
        };
        let passing = plain(&filter);
        prop_assert_eq!(store.rows(&filter), passing.clone());
        prop_assert_eq!(store.count(&filter), passing.len());
        let after = after.filter(|_| !all.is_empty()).map(|it| *it.get(&all));
        let before = passing.iter().filter(|&&row| after.is_some_and(|it| row <= it)).count();
        let before = (before + offset).min(passing.len());
        let page = passing[before..].iter().copied().take(limit).collect();
        let found = store.page_of_rows(&filter, after, offset, limit);
        prop_assert_eq!(found, (page, passing.len(), before));

        let places = store.place_counts(&filter);
        prop_assert_eq!(places.iter().map(|it| it.mentions).sum::<usize>(), passing.len());
        for counted in store.facets(&filter, Facet::ALL, usize::MAX) {
            let mut counts: BTreeMap<String, usize> = BTreeMap::new();
            for row in plain(&without(&filter, counted.facet)) {
                if let Some(value) = value(&store.feature(row), counted.facet) {
                    *counts.entry(value.to_owned()).or_default() += 1;
                }
            }
            let values = counted.values.into_iter().map(|(value, count)| (value.to_owned(), count));
            let found: BTreeMap<String, usize> = values.collect();
            prop_assert_eq!(found, counts, "{:?}", counted.facet);
        }
    }

    #[test]
    fn a_bar_counts_what_its_days_would_give(
        readings in prop::collection::vec(reading(), 0..6),
        query in query(),
        by in select(&[Bin::Month, Bin::Year, Bin::Decade, Bin::Century][..]),
    ) {
        let filter = Filter::from_pairs(query, &Filter::NAMES).unwrap();
        let store = Store::of(readings);
        let Ok(histogram) = store.histogram(&filter, Some(by), 1) else { return Ok(()) };
        prop_assert_eq!(histogram.matched, store.count(&filter));
        let rows = store.rows(&filter);
        let undated = rows.iter().filter(|it| time(&store.feature(**it), &filter).is_none()).count();
        prop_assert_eq!(histogram.undated, undated);
        let dated = |span: TimeSpan| {
            let filter = Filter { datetime: Some(span), undated: false, ..filter.clone() };
            store.count(&filter)
        };
        let asked = filter.datetime.unwrap_or(TimeSpan::new(None, None).unwrap());
        for (first, last, count) in &histogram.bars {
            let first = asked.first().map_or(*first, |it| it.max(*first));
            let last = asked.last().map_or(*last, |it| it.min(*last));
            prop_assert_eq!(*count, dated(TimeSpan::new(Some(first), Some(last)).unwrap()));
        }
        let days = histogram.bars.windows(2).all(|it| it[0].1.tomorrow().ok() == Some(it[1].0));
        prop_assert!(days, "{:?}", histogram.bars);
    }
}

fn everything() -> Filter {
    let pairs = [("role", "all"), ("zone", "all"), ("duplicates", "true")];
    Filter::from_pairs(pairs, &Filter::NAMES).unwrap()
}
