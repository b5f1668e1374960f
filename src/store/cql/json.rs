//! CQL2 as JSON.

use serde_json::Value;

use crate::store::cql::{
    Comparison, Expression, MOST_DEEP, Operand, Pattern, Shape, TimeTest, alike, compare, day,
    interval, polygon, position, property, shape_box, time,
};
use crate::store::crs::Crs;

pub(super) fn read(text: &str, crs: Crs) -> Result<Expression, String> {
    let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    expression(&value, crs, 0)
}

fn expression(value: &Value, crs: Crs, depth: usize) -> Result<Expression, String> {
    if depth > MOST_DEEP {
        return Err(format!("more than {MOST_DEEP} operations inside one another"));
    }
    if let Value::Bool(constant) = value {
        return Ok(Expression::Constant(*constant));
    }
    let (name, args) = operation(value)?;
    let all = || args.iter().map(|it| expression(it, crs, depth + 1)).collect::<Result<_, _>>();
    match name {
        "and" => Ok(Expression::All(all()?)),
        "or" => Ok(Expression::Any(all()?)),
        "not" => {
            let [inner] = exactly(name, args)?;
            Ok(Expression::Not(Box::new(expression(inner, crs, depth + 1)?)))
        }
        "isNull" => {
            let [value] = exactly(name, args)?;
            Ok(Expression::Null(operand(value, depth)?))
        }
        "like" => {
            let [value, pattern] = exactly(name, args)?;
            let Operand::Text(pattern) = operand(pattern, depth)? else {
                return Err("like takes words".to_owned());
            };
            let (value, _) = alike(operand(value, depth)?, Operand::Text(String::new()))?;
            Ok(Expression::Like(value, Pattern::of(&pattern)))
        }
        "between" => {
            let [value, low, high] = exactly(name, args)?;
            let (value, low) = alike(operand(value, depth)?, operand(low, depth)?)?;
            let (value, high) = alike(value, operand(high, depth)?)?;
            Ok(Expression::Between(value, low, high))
        }
        "in" => {
            let [value, list] = exactly(name, args)?;
            let list = list.as_array().ok_or("in takes a list")?;
            let mut value = operand(value, depth)?;
            let mut items = Vec::new();
            for item in list {
                let (same, item) = alike(value, operand(item, depth)?)?;
                value = same;
                items.push(item);
            }
            Ok(Expression::In(value, items))
        }
        "s_intersects" => {
            let [own, shape] = exactly(name, args)?;
            match own["property"].as_str() {
                Some("geometry" | "geom") => Ok(Expression::Near(self::shape(shape, crs)?)),
                _ => Err("s_intersects takes the property geometry first".to_owned()),
            }
        }
        _ => {
            if let Some(test) = TimeTest::named(name) {
                let [own, days] = exactly(name, args)?;
                let own = property(own["property"].as_str().unwrap_or_default())?;
                return time(test, own, self::days(days)?);
            }
            let comparison =
                comparison(name).ok_or_else(|| format!("there is no operation `{name}`"))?;
            let [a, b] = exactly(name, args)?;
            compare(operand(a, depth)?, comparison, operand(b, depth)?)
        }
    }
}

fn comparison(name: &str) -> Option<Comparison> {
    Some(match name {
        "=" => Comparison::Equal,
        "<>" => Comparison::Unequal,
        "<" => Comparison::Less,
        "<=" => Comparison::AtMost,
        ">" => Comparison::Greater,
        ">=" => Comparison::AtLeast,
        _ => return None,
    })
}

fn operation(value: &Value) -> Result<(&str, &[Value]), String> {
    match (value["op"].as_str(), value["args"].as_array()) {
        (Some(name), Some(args)) => Ok((name, args)),
        _ => Err("an operation is an object with op and args".to_owned()),
    }
}

fn exactly<'v, const N: usize>(name: &str, args: &'v [Value]) -> Result<[&'v Value; N], String> {
    let args: Vec<&Value> = args.iter().collect();
    args.try_into()
        .map_err(|args: Vec<&Value>| format!("{name} takes {N} args, not {}", args.len()))
}

fn operand(value: &Value, depth: usize) -> Result<Operand, String> {
    if depth > MOST_DEEP {
        return Err(format!("more than {MOST_DEEP} operations inside one another"));
    }
    match value {
        Value::String(text) => Ok(Operand::Text(text.clone())),
        Value::Bool(flag) => Ok(Operand::Flag(*flag)),
        Value::Number(number) => {
            number.as_f64().map(Operand::Number).ok_or_else(|| "too great a number".to_owned())
        }
        Value::Object(members) => {
            if let Some(name) = members.get("property").and_then(Value::as_str) {
                return property(name).map(Operand::Property);
            }
            for name in ["date", "timestamp"] {
                if let Some(text) = members.get(name).and_then(Value::as_str) {
                    return day(text).map(Operand::Day);
                }
            }
            let (name, args) = operation(value)?;
            if !matches!(name, "casei" | "accenti") {
                return Err(format!("there is no function `{name}`"));
            }
            let [inner] = exactly(name, args)?;
            operand(inner, depth + 1)?.changed(name == "casei")
        }
        other => Err(format!("{other} is not a value")),
    }
}

fn days(value: &Value) -> Result<(i32, i32), String> {
    if let Some([first, last]) = value["interval"].as_array().map(Vec::as_slice) {
        let text = |it: &Value| it.as_str().map(str::to_owned).ok_or("an interval has two texts");
        return interval(&text(first)?, &text(last)?);
    }
    match operand(value, 0)? {
        Operand::Day(day) => Ok((day, day)),
        Operand::Text(text) => day(&text).map(|day| (day, day)),
        _ => Err("a day or an interval must stand here".to_owned()),
    }
}

fn shape(value: &Value, crs: Crs) -> Result<Shape, String> {
    let parsed = |value: &Value| serde_json::from_value(value.clone());
    if let Some(bbox) = value.get("bbox") {
        let numbers: Vec<f64> = parsed_or(serde_json::from_value(bbox.clone()))?;
        return shape_box(crs, &numbers);
    }
    let coordinates = &value["coordinates"];
    match value["type"].as_str() {
        Some("Point") => {
            let at: [f64; 2] = parsed_or(serde_json::from_value(coordinates.clone()))?;
            Ok(Shape::Point(position(crs, at)?))
        }
        Some("Polygon") => polygon(crs, parsed_or(parsed(coordinates))?),
        _ => Err("bbox, Point or Polygon must stand here".to_owned()),
    }
}

fn parsed_or<T>(parsed: Result<T, serde_json::Error>) -> Result<T, String> {
    parsed.map_err(|error| format!("coordinates: {error}"))
}
