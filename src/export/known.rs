//! What is told of a place that we know, whether or not an article mentions it.

use std::borrow::Cow;

use tadmur_geoparser::gazetteer::Gazetteer;
use tadmur_geoparser::place::{CountryCode, PlaceId};

use crate::export::column::{Cell, Head, Kind, Record};

/// The columns of a place that we know.
pub static KNOWN: [Head; 10] = [
    Head { name: "place_id", kind: Kind::Text },
    Head { name: "place", kind: Kind::Text },
    Head { name: "kind", kind: Kind::Text },
    Head { name: "fcode", kind: Kind::Text },
    Head { name: "country", kind: Kind::Text },
    Head { name: "parent_id", kind: Kind::Text },
    Head { name: "parent", kind: Kind::Text },
    Head { name: "population", kind: Kind::Whole },
    Head { name: "names", kind: Kind::Text },
    Head { name: "matches", kind: Kind::Text },
];

/// The place of this number.
pub fn known(gazetteer: &Gazetteer, id: PlaceId) -> Record<'_> {
    let place = gazetteer.place(id);
    let parent = place.parent.map(|it| gazetteer.place(it));
    let names: Vec<&str> = gazetteer.names(id).skip(1).map(|it| it.text).collect();
    let matches: Vec<&str> = gazetteer.matches(id).collect();
    let country = place.country.as_ref().map(CountryCode::as_str);
    let cells = [
        text(place.key),
        text(place.label),
        text(place.kind.as_str()),
        Some(place.feature_code).filter(|it| !it.is_empty()).map_or(Cell::Null, text),
        country.map_or(Cell::Null, |it| Cell::Text(Cow::Owned(it.to_owned()))),
        parent.map_or(Cell::Null, |it| text(it.key)),
        parent.map_or(Cell::Null, |it| text(it.label)),
        place.population.map_or(Cell::Null, |it| Cell::Whole(it.into())),
        // not by `;`: GDAL's readers in Python take a text for an address, and drop what stands behind one
        Cell::Text(names.join("|").into()),
        Cell::Text(matches.join("|").into()),
    ];
    Record {
        id: place.key,
        point: Some(place.point),
        points: &[],
        when: None,
        cells: KNOWN.iter().map(|it| it.name).zip(cells).collect(),
    }
}

fn text(text: &str) -> Cell<'_> {
    Cell::Text(Cow::Borrowed(text))
}
