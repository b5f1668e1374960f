//! A small image of the search with bytes changed: refused, whatever they are.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tadmur_geoparser::gazetteer::Gazetteer;
use tadmur_geoparser::gazetteer::search::Search;

const CSV: &[u8] = b"id,title,lon,lat,variants\na,Palmyra,38,34,Tadmur@\nb,Homs,36,34,\n";

fuzz_target!(|changes: Vec<(u16, u8)>| {
    let (gazetteer, _) = Gazetteer::from_csv(&[("a.csv", CSV)]).expect("has a header");
    let search = Search::compile(&gazetteer);
    let whole = search.as_image();
    let mut image = whole.to_vec();
    for (at, byte) in changes {
        let at = usize::from(at) % (whole.len() + 16);
        if at < image.len() { image[at] = byte } else { image.truncate(at / 2) }
    }
    let is_whole = image == whole;
    assert_eq!(Search::from_image(image, &gazetteer).is_ok(), is_whole);
});
