//! Data extension: columns of the gazetteer for the rows of somebody's table.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use tadmur_geoparser::gazetteer::Gazetteer;
use tadmur_geoparser::place::PlaceId;

use crate::server::reconcile::PROPERTIES;

/// Which columns of which places.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    ids: Vec<String>,
    properties: Vec<Property>,
}

#[derive(Debug, Deserialize)]
struct Property {
    id: String,
}

/// The columns, as the API writes them. Places and properties that are not known have empty cells.
pub(super) fn extend(gazetteer: &Gazetteer, asked: &Asked) -> Value {
    let meta: Vec<Value> =
        asked.properties.iter().map(|it| json!({ "id": it.id, "name": name(&it.id) })).collect();
    let mut rows = Map::new();
    for key in &asked.ids {
        let id = gazetteer.find(key);
        let cells = asked.properties.iter().map(|property| {
            let cell = id.map(|id| cell(gazetteer, id, &property.id)).unwrap_or_default();
            (property.id.clone(), Value::from(cell))
        });
        rows.insert(key.clone(), Value::Object(cells.collect()));
    }
    json!({ "meta": meta, "rows": rows })
}

fn name(property: &str) -> &str {
    PROPERTIES.iter().find(|(id, _)| *id == property).map_or(property, |(_, name)| name)
}

fn cell(gazetteer: &Gazetteer, id: PlaceId, property: &str) -> Vec<Value> {
    let place = gazetteer.place(id);
    let of_place = |id: PlaceId| {
        let place = gazetteer.place(id);
        json!({ "id": place.key, "name": place.label })
    };
    let elsewhere = |prefix: &str| {
        let ids = std::iter::once(place.key).chain(gazetteer.matches(id));
        ids.filter_map(|it| it.strip_prefix(prefix)).map(|it| json!({ "str": it })).collect()
    };
    match property {
        "country" => {
            place.country.and_then(|it| gazetteer.country(it)).map(of_place).into_iter().collect()
        }
        "parent" => place.parent.map(of_place).into_iter().collect(),
        "kind" => vec![json!({ "str": place.kind.as_str() })],
        "lat" => vec![json!({ "float": place.point.lat() })],
        "lon" => vec![json!({ "float": place.point.lon() })],
        "bbox" => place
            .bbox
            .map(
                |it| json!({ "str": format!("{} {} {} {}", it.west, it.south, it.east, it.north) }),
            )
            .into_iter()
            .collect(),
        "population" => place.population.map(|it| json!({ "int": it })).into_iter().collect(),
        "names" => gazetteer.names(id).map(|it| json!({ "str": it.text })).collect(),
        "wikidata" => elsewhere("wd:"),
        "geonames" => elsewhere("gn:"),
        _ => Vec::new(),
    }
}
