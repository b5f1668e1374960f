//! In which order features come.

use std::cmp::Ordering;

use crate::store::property::{Property, Value};
use crate::store::{Filter, Row, Store};

/// Names of properties, each up or down.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Order {
    keys: Vec<(String, bool)>,
    properties: Vec<(Property, bool)>,
}

impl Order {
    /// By these names; a `-` before one turns it round.
    ///
    /// # Errors
    ///
    /// Gives back a name that is not known.
    pub fn of<'a>(names: &'a str, known: &[&str]) -> Result<Self, &'a str> {
        let mut order = Self::default();
        for name in names.split(',') {
            let down = name.starts_with('-');
            let name = name.strip_prefix(['-', '+', ' ']).unwrap_or(name); // a bare + arrives as a blank
            if !known.contains(&name) {
                return Err(name);
            }
            order.keys.push((name.to_owned(), down));
            order.properties.extend(Property::named(name).map(|it| (it, down)));
        }
        Ok(order)
    }

    /// Whether features come as they stand.
    pub fn is_natural(&self) -> bool {
        self.keys.is_empty()
    }

    /// The first name, and whether it goes down, for what is sorted elsewhere.
    pub fn other(&self) -> Option<(&str, bool)> {
        self.keys.first().map(|(name, down)| (name.as_str(), *down))
    }

    fn compare(&self, a: &[Value<'_>], b: &[Value<'_>]) -> Ordering {
        for ((one, other), (_, down)) in a.iter().zip(b).zip(&self.properties) {
            let is_null = matches!((one, other), (Value::Null, _) | (_, Value::Null));
            let order = one.order(other);
            let order = if *down && !is_null { order.reverse() } else { order };
            if order.is_ne() {
                return order;
            }
        }
        Ordering::Equal
    }
}

impl Store {
    /// The features that pass the filter, in this order; what ties comes as it stands.
    pub fn ordered_rows(&self, filter: &Filter, order: &Order) -> Vec<Row> {
        let rows = self.rows(filter);
        if order.is_natural() {
            return rows;
        }
        let mut keyed: Vec<_> = rows.into_iter().map(|row| (self.keys(row, order), row)).collect();
        keyed.sort_by(|(a, one), (b, other)| order.compare(a, b).then(one.cmp(other)));
        keyed.into_iter().map(|(_, row)| row).collect()
    }

    fn keys(&self, row: Row, order: &Order) -> Vec<Value<'_>> {
        order.properties.iter().map(|(property, _)| property.of(&self.packed(row))).collect()
    }

    /// What names a row from outside, whatever comes in later: `{row}.{feature id}`.
    pub fn cursor(&self, row: Row) -> String {
        format!("{}.{}", row.0, self.packed(row).id())
    }

    /// The row that a cursor names; `None` for one that names nothing. When its feature is gone, its place in the order as
    /// features stand still counts, be it behind them all.
    pub fn row_of_cursor(&self, cursor: &str) -> Option<Row> {
        let (number, id) = cursor.split_once('.').unwrap_or(("", cursor));
        let place = || (!number.is_empty()).then(|| Row(number.parse().unwrap_or(u32::MAX)));
        self.row_of(id).or_else(place)
    }

    /// How many of these rows, which are in this order, stand up to this one.
    pub fn rows_until(&self, rows: &[Row], last: Row, order: &Order) -> usize {
        if last.0 as usize >= self.n_features() {
            return rows.len();
        }
        let keys = self.keys(last, order);
        rows.partition_point(|row| {
            order.compare(&self.keys(*row, order), &keys).then(row.cmp(&last)).is_le()
        })
    }
}
