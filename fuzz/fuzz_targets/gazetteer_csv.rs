//! Any bytes as a gazetteer file: what is read is told again by its image, and found by its names.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tadmur_geoparser::gazetteer::search::{Query, Search};
use tadmur_geoparser::gazetteer::{Gazetteer, check};

fuzz_target!(|bytes: &[u8]| {
    let Ok((gazetteer, _)) = Gazetteer::from_csv(&[("fuzz.csv", bytes)]) else { return };
    let again = Gazetteer::from_image(gazetteer.as_image().to_vec()).expect("just written");
    let search = Search::compile(&gazetteer);
    for id in gazetteer.ids() {
        let place = gazetteer.place(id);
        assert_eq!(place, again.place(id));
        assert_eq!(gazetteer.find(place.key), Some(id));
        search.find(&gazetteer, &Query::of(place.label));
        gazetteer.index().scan(place.label, |span, _| assert!(place.label.get(span.range()).is_some()));
    }
    let _ = check(&gazetteer, "fuzz.csv", bytes);
});
