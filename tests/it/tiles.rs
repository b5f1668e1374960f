//! Vector tiles: which there are, what is in them, how long they may be kept.

use axum::http::StatusCode;
use serde_json::Value;

use crate::world::{Answer, ask};

/// The tile that holds Palmyra, Homs and Aleppo.
const LEVANT: &str = "/collections/mentions/tiles/WebMercatorQuad/4/6/9";

#[track_caller]
fn check(path: &str, status: u16) -> Answer {
    let answer = ask(path, &[]);
    assert_eq!(answer.status.as_u16(), status, "{path}");
    answer
}

/// How often the text stands in the tile. Equal values stand once.
fn n_of(tile: &[u8], text: &str) -> usize {
    tile.windows(text.len()).filter(|it| *it == text.as_bytes()).count()
}

/// The field of a message by the protobuf encoding: `(number, wire type, bytes)`.
fn fields(mut message: &[u8]) -> Vec<(u64, Vec<u8>)> {
    fn varint(message: &mut &[u8]) -> u64 {
        let mut number = 0;
        for shift in (0..).step_by(7) {
            let byte = message[0];
            *message = &message[1..];
            number |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                break;
            }
        }
        number
    }
    let mut fields = Vec::new();
    while !message.is_empty() {
        let tag = varint(&mut message);
        let length = match tag & 7 {
            0 => {
                fields.push((tag >> 3, varint(&mut message).to_le_bytes().to_vec()));
                continue;
            }
            2 => varint(&mut message) as usize,
            5 => 4,
            other => panic!("no wire type {other} in a tile"),
        };
        fields.push((tag >> 3, message[..length].to_vec()));
        message = &message[length..];
    }
    fields
}

/// How many features the only layer of a tile has.
fn n_features(tile: &[u8]) -> usize {
    let layers = fields(tile);
    assert_eq!(layers.len(), 1);
    fields(&layers[0].1).iter().filter(|(field, _)| *field == 2).count()
}

#[test]
fn a_tile_holds_what_passes_the_filters() {
    let tile = check(LEVANT, 200);
    assert_eq!(tile.header("content-type"), "application/vnd.mapbox-vector-tile");
    assert_eq!(n_features(&tile.body), 5);
    assert_eq!((n_of(&tile.body, "Palmyra"), n_of(&tile.body, "Suva")), (1, 0));
    let homs = check(&format!("{LEVANT}?place=gn:169577"), 200);
    assert_eq!(n_features(&homs.body), 1);
    assert_eq!((n_of(&homs.body, "Homs"), n_of(&homs.body, "Palmyra")), (1, 0));
    let places = check("/collections/places/tiles/WebMercatorQuad/4/6/9", 200);
    assert_eq!(n_features(&places.body), 3);
    let whole = check("/collections/mentions/tiles/WebMercatorQuad/0/0/0", 200);
    assert_eq!(n_features(&whole.body), 6);
}

#[test]
fn where_nothing_lies_there_is_no_content() {
    for path in [
        "/collections/mentions/tiles/WebMercatorQuad/4/0/0",
        "/collections/places/tiles/WebMercatorQuad/14/0/16383",
        &format!("{LEVANT}?datetime=1901-01-01"),
    ] {
        assert!(check(path, 204).body.is_empty());
    }
}

#[test]
fn what_is_no_tile_is_refused() {
    for (path, status, parameter) in [
        ("/collections/mentions/tiles/WebMercatorQuad/4/16/0", 404, None),
        ("/collections/mentions/tiles/WebMercatorQuad/4/0/16", 404, None),
        ("/collections/mentions/tiles/WebMercatorQuad/15/0/0", 404, None),
        ("/collections/mentions/tiles/WebMercatorQuad/99999999999/0/0", 404, None),
        ("/collections/mentions/tiles/WebMercatorQuad/0/99999999999/0", 404, None),
        ("/collections/mentions/tiles/WorldCRS84Quad/0/0/0", 404, None),
        ("/collections/articles/tiles/WebMercatorQuad/0/0/0", 404, None),
        ("/collections/cities/tiles/WebMercatorQuad/0/0/0", 404, None),
        ("/collections/mentions/tiles/WebMercatorQuad/a/0/0", 400, Some("tileMatrix")),
        ("/collections/mentions/tiles/WebMercatorQuad/0/-1/0", 400, Some("tileRow")),
        ("/collections/mentions/tiles/WebMercatorQuad/0/0/1.5", 400, Some("tileCol")),
        ("/collections/mentions/tiles/WebMercatorQuad/0/0/0?limit=9", 400, Some("limit")),
        ("/collections/mentions/tiles/WebMercatorQuad/0/0/0?bbox=1", 400, Some("bbox")),
        ("/tiles/articles.json", 404, None),
        ("/tiles/mentions.json?colour=red", 400, Some("colour")),
        ("/tileMatrixSets/WorldCRS84Quad", 404, None),
    ] {
        let problem = check(path, status).json();
        assert_eq!(problem["parameter"], parameter.map_or(Value::Null, Value::from), "{path}");
    }
}

#[test]
fn a_tile_is_sent_as_the_asker_takes_it_and_once() {
    let plain = check(LEVANT, 200);
    assert_eq!((plain.header("content-encoding"), plain.header("vary")), ("", "accept-encoding"));
    let packed = ask(LEVANT, &[("accept-encoding", "br, gzip;q=0.5")]);
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert!(packed.body.starts_with(&[0x1F, 0x8B]));
    let refused = ask(LEVANT, &[("accept-encoding", "gzip;q=0")]);
    assert_eq!(refused.body, plain.body);
    let again = ask(LEVANT, &[("if-none-match", plain.header("etag"))]);
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    assert_eq!(plain.header("cache-control"), "no-cache");
}

#[test]
fn tilejson_names_tiles_that_may_be_kept() {
    let described = check("/tiles/mentions.json?datetime=2015-05-01/2015-05-31", 200).json();
    assert_eq!(described["tilejson"], "3.0.0");
    assert_eq!(described["vector_layers"][0]["id"], "mentions");
    let template = described["tiles"][0].as_str().unwrap();
    let path = template.strip_prefix("http://127.0.0.1:7878").unwrap();
    let path = path.replace("{z}", "4").replace("{x}", "9").replace("{y}", "6");
    let tile = check(&path, 200);
    assert!(tile.header("cache-control").contains("immutable"));
    let same = check(&format!("{LEVANT}?datetime=2015-05-01/2015-05-31"), 200);
    assert_eq!(tile.body, same.body);
    let other = path.replacen("/tiles/", "/tiles/0", 1);
    assert_eq!(check(&other, 200).header("cache-control"), "no-cache");
}

#[test]
fn the_tilesets_lead_to_the_tiles() {
    let collection = check("/collections/mentions", 200).json();
    let rel = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector";
    assert!(collection["links"].as_array().unwrap().iter().any(|it| it["rel"] == rel));
    let list = check("/collections/mentions/tiles", 200).json();
    assert_eq!(list["tilesets"][0]["dataType"], "vector");
    let tileset = check("/collections/mentions/tiles/WebMercatorQuad", 200).json();
    let links = tileset["links"].as_array().unwrap();
    let item = links.iter().find(|it| it["rel"] == "item").unwrap();
    assert_eq!(item["templated"], true);
    assert!(item["href"].as_str().unwrap().ends_with("/{tileMatrix}/{tileRow}/{tileCol}"));
    assert_eq!(tileset["tileMatrixSetLimits"].as_array().unwrap().len(), 15);
    let schemes = check("/tileMatrixSets", 200).json();
    assert_eq!(schemes["tileMatrixSets"][0]["id"], "WebMercatorQuad");
    let scheme = check("/tileMatrixSets/WebMercatorQuad", 200).json();
    assert_eq!(scheme["tileMatrices"][14]["matrixWidth"], 16384);
}
