//! What tiles there are: tilesets and tiling schemes as OGC API tells of them, and `TileJSON`.
//!
//! # Sources
//!
//! OGC API - Tiles - Part 1 (20-057); OGC Two Dimensional Tile Matrix Set 2.0 (17-083r4), annex D (`WebMercatorQuad`);
//! `TileJSON` 3.0.0.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Map, Value, json};

use crate::export::Collection;
use crate::server::links::{self, Link, Pairs, base, no_parameters};
use crate::server::problem::Problem;
use crate::server::tiles::{MAX_ZOOM, SCHEME, collection, is_scheme, layer, mvt};
use crate::server::{App, json};
use crate::store::Filter;

const JSON: &str = "application/json";
const TILESETS: &str = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector";
const TILING_SCHEME: &str = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme";
const SCHEME_URI: &str = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad";
const CRS: &str = "http://www.opengis.net/def/crs/EPSG/0/3857";

/// Half the side of the square of Web Mercator, in metres.
const HALF_SIDE: f64 = 20_037_508.342_789_244;
/// The scale denominator of zoom 0, with pixels of 0.28 mm.
const WIDEST: f64 = 559_082_264.028_717;

/// From a collection to its tilesets.
pub(in crate::server) fn tilesets_link(base: &str, name: &str) -> Link {
    Link::new(format!("{base}/collections/{name}/tiles"), TILESETS, JSON, "Its vector tiles")
}

/// `GET /collections/{collection}/tiles`
pub(super) async fn tilesets(
    Path(name): Path<String>,
    headers: HeaderMap,
    pairs: Pairs,
) -> Result<Response, Problem> {
    no_parameters(&pairs)?;
    let (collection, base) = (collection(&name)?, base(&headers));
    let here = format!("{base}/collections/{name}/tiles");
    let list = json!({
        "links": [Link::new(here, "self", JSON, "The tilesets")],
        "tilesets": [described(collection, &base)],
    });
    Ok(json(JSON, list.to_string()))
}

/// `GET /collections/{collection}/tiles/{scheme}`
pub(super) async fn tileset(
    Path((name, scheme)): Path<(String, String)>,
    headers: HeaderMap,
    pairs: Pairs,
) -> Result<Response, Problem> {
    no_parameters(&pairs)?;
    is_scheme(&scheme)?;
    let (collection, base) = (collection(&name)?, base(&headers));
    let mut described = described(collection, &base);
    described["layers"] = json!([{ "id": name, "dataType": "vector", "geometryDimension": 0 }]);
    let limits = (0..=MAX_ZOOM).map(|z| {
        let last = (1_u32 << z) - 1;
        json!({
            "tileMatrix": z.to_string(),
            "minTileRow": 0, "maxTileRow": last, "minTileCol": 0, "maxTileCol": last,
        })
    });
    described["tileMatrixSetLimits"] = limits.collect();
    Ok(json(JSON, described.to_string()))
}

fn described(collection: Collection, base: &str) -> Value {
    let name = collection.name();
    let here = format!("{base}/collections/{name}/tiles/{SCHEME}");
    let mut item = json!(Link::new(
        format!("{here}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"),
        "item",
        mvt::MEDIA_TYPE,
        "A tile",
    ));
    item["templated"] = true.into();
    let scheme = format!("{base}/tileMatrixSets/{SCHEME}");
    json!({
        "title": format!("Tadmur: {name}"),
        "dataType": "vector",
        "crs": CRS,
        "tileMatrixSetURI": SCHEME_URI,
        "links": [
            Link::new(here, "self", JSON, "This tileset"),
            Link::new(scheme, TILING_SCHEME, JSON, "Its tiling scheme"),
            item,
            Link::new(format!("{base}/tiles/{name}.json"), "describedby", JSON, "TileJSON"),
        ],
    })
}

/// `GET /tileMatrixSets`
pub(super) async fn schemes(headers: HeaderMap, pairs: Pairs) -> Result<Response, Problem> {
    no_parameters(&pairs)?;
    let here = format!("{}/tileMatrixSets/{SCHEME}", base(&headers));
    let list = json!({ "tileMatrixSets": [{
        "id": SCHEME, "uri": SCHEME_URI, "links": [Link::new(here, "self", JSON, SCHEME)],
    }] });
    Ok(json(JSON, list.to_string()))
}

/// `GET /tileMatrixSets/{scheme}`
pub(super) async fn scheme(Path(name): Path<String>, pairs: Pairs) -> Result<Response, Problem> {
    no_parameters(&pairs)?;
    is_scheme(&name)?;
    let matrices = (0..=MAX_ZOOM).map(|z| {
        let side = 1_u32 << z;
        json!({
            "id": z.to_string(),
            "scaleDenominator": WIDEST / f64::from(side),
            "cellSize": 2.0 * HALF_SIDE / 256.0 / f64::from(side),
            "cornerOfOrigin": "topLeft",
            "pointOfOrigin": [-HALF_SIDE, HALF_SIDE],
            "tileWidth": 256, "tileHeight": 256,
            "matrixWidth": side, "matrixHeight": side,
        })
    });
    let scheme = json!({
        "id": SCHEME, "uri": SCHEME_URI, "crs": CRS, "orderedAxes": ["X", "Y"],
        "wellKnownScaleSet": "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
        "tileMatrices": matrices.collect::<Value>(),
    });
    Ok(json(JSON, scheme.to_string()))
}

/// `GET /tiles/{collection}.json`: `TileJSON`, whose tiles have the filters of the query.
pub(super) async fn tilejson(
    State(app): State<App>,
    Path(file): Path<String>,
    headers: HeaderMap,
    pairs: Pairs,
) -> Result<Response, Problem> {
    let collection = collection(file.strip_suffix(".json").unwrap_or(&file))?;
    links::filter(&pairs, &Filter::NAMES)?;
    let (name, snapshot, base) = (collection.name(), app.snapshot(), base(&headers));
    let query = links::query(&pairs, &[]);
    let fields = layer::FIELDS.map(|(name, words)| (name.to_owned(), words.into()));
    let mut described = json!({
        "tilejson": "3.0.0",
        "name": format!("Tadmur: {name}"),
        "tiles": [format!("{base}/tiles/{}/{name}/{{z}}/{{x}}/{{y}}{query}", snapshot.version)],
        "minzoom": 0,
        "maxzoom": MAX_ZOOM,
        "vector_layers": [{
            "id": name, "minzoom": 0, "maxzoom": MAX_ZOOM,
            "fields": Map::<String, Value>::from_iter(fields),
        }],
    });
    if let Some(bbox) = snapshot.store.extent().bbox {
        described["bounds"] = json!([bbox.west, bbox.south, bbox.east, bbox.north]);
    }
    Ok(json(JSON, described.to_string()))
}
