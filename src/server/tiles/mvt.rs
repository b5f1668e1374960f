//! Vector tiles: layers of points with properties, in bytes.
//!
//! # Sources
//!
//! Mapbox Vector Tile Specification 2.1, with its protobuf schema; Protocol Buffers encoding guide (varints, fields).

use std::collections::HashMap;

/// The media type of vector tiles.
pub(crate) const MEDIA_TYPE: &str = "application/vnd.mapbox-vector-tile";

/// The side of a tile in its own units.
pub(crate) const EXTENT: u64 = 4096;

/// The value of a property.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) enum Value<'a> {
    Text(&'a str),
    Whole(i64),
    /// Given in thousandths.
    Real(u16),
}

/// A layer as it is filled.
#[derive(Debug, Default)]
pub(crate) struct Layer<'a> {
    features: Vec<u8>,
    keys: Vec<&'static str>,
    values: Vec<u8>,
    known: HashMap<Value<'a>, u32>,
    n_features: usize,
}

impl<'a> Layer<'a> {
    /// The numbers of a property in this layer, for [`Layer::point`]. Equal values are kept once.
    pub(crate) fn tag(&mut self, key: &'static str, value: Value<'a>) -> [u32; 2] {
        let of_key = self.keys.iter().position(|it| *it == key);
        let of_key = of_key.unwrap_or_else(|| {
            self.keys.push(key);
            self.keys.len() - 1
        });
        let next = self.known.len() as u32;
        let of_value = *self.known.entry(value).or_insert_with(|| {
            write_value(value, &mut self.values);
            next
        });
        [of_key as u32, of_value]
    }

    /// A point with its properties.
    pub(crate) fn point(&mut self, id: u64, [x, y]: [u32; 2], tags: &[[u32; 2]]) {
        let mut feature = Vec::with_capacity(16 + 4 * tags.len());
        number(1, id, &mut feature);
        let mut packed = Vec::with_capacity(4 * tags.len());
        for tag in tags.as_flattened() {
            varint(u64::from(*tag), &mut packed);
        }
        bytes(2, &packed, &mut feature);
        number(3, 1, &mut feature); // a point
        packed.clear();
        varint(1 << 3 | 1, &mut packed); // one MoveTo
        varint(u64::from(x) << 1, &mut packed); // zigzag: never negative
        varint(u64::from(y) << 1, &mut packed);
        bytes(4, &packed, &mut feature);
        bytes(2, &feature, &mut self.features);
        self.n_features += 1;
    }

    /// The tile with this layer alone; nothing when the layer is empty.
    pub(crate) fn into_tile(self, name: &str) -> Vec<u8> {
        if self.n_features == 0 {
            return Vec::new();
        }
        let mut layer = Vec::with_capacity(self.features.len() + self.values.len() + 256);
        bytes(1, name.as_bytes(), &mut layer);
        layer.extend_from_slice(&self.features);
        for key in &self.keys {
            bytes(3, key.as_bytes(), &mut layer);
        }
        layer.extend_from_slice(&self.values);
        number(5, EXTENT, &mut layer);
        number(15, 2, &mut layer);
        let mut tile = Vec::with_capacity(layer.len() + 8);
        bytes(3, &layer, &mut tile);
        tile
    }
}

fn write_value(value: Value<'_>, out: &mut Vec<u8>) {
    let mut inner = Vec::new();
    match value {
        Value::Text(text) => bytes(1, text.as_bytes(), &mut inner),
        Value::Whole(whole) => {
            number(6, ((whole << 1) ^ (whole >> 63)).cast_unsigned(), &mut inner);
        }
        Value::Real(thousandths) => {
            varint(2 << 3 | 5, &mut inner);
            inner.extend_from_slice(&(f32::from(thousandths) / 1000.0).to_le_bytes());
        }
    }
    bytes(4, &inner, out);
}

/// A field that holds a number.
fn number(field: u64, number: u64, out: &mut Vec<u8>) {
    varint(field << 3, out);
    varint(number, out);
}

/// A field that holds bytes.
fn bytes(field: u64, bytes: &[u8], out: &mut Vec<u8>) {
    varint(field << 3 | 2, out);
    varint(bytes.len() as u64, out);
    out.extend_from_slice(bytes);
}

fn varint(mut number: u64, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push((number & 0x7F) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tile_has_the_bytes_of_the_specification() {
        let mut layer = Layer::default();
        let tags = [layer.tag("n", Value::Whole(-2)), layer.tag("m", Value::Text("é"))];
        assert_eq!(layer.tag("m", Value::Whole(-2)), [1, 0]);
        layer.point(300, [25, 17], &tags);
        let feature = [0x08, 0xAC, 0x02, 0x12, 4, 0, 0, 1, 1, 0x18, 1, 0x22, 3, 9, 50, 34];
        let mut expected = vec![0x0A, 1, b'l', 0x12, feature.len() as u8];
        expected.extend(feature);
        expected.extend([0x1A, 1, b'n', 0x1A, 1, b'm']);
        expected.extend([0x22, 2, 0x30, 3, 0x22, 4, 0x0A, 2, 0xC3, 0xA9]);
        expected.extend([0x28, 0x80, 0x20, 0x78, 2]);
        let tile = layer.into_tile("l");
        assert_eq!(tile[..2], [0x1A, expected.len() as u8]);
        assert_eq!(tile[2..], expected);
    }

    #[test]
    fn an_empty_layer_is_no_tile() {
        assert!(Layer::default().into_tile("l").is_empty());
    }
}
