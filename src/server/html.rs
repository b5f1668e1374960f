//! Any JSON answer of the API as a page for people: links become links, features a table.
//!
//! Text of articles is data here as everywhere: all of it is escaped.

use serde_json::{Map, Value};

/// The page of an answer.
pub(crate) fn page(title: &str, value: &Value) -> String {
    let mut page = String::with_capacity(16 * 1024);
    page.push_str("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">");
    page.push_str("<meta name=\"viewport\" content=\"width=device-width\"><title>");
    escape(title, &mut page);
    page.push_str("</title><link rel=\"stylesheet\" href=\"/api.css\"></head><body><header>");
    page.push_str("<a href=\"/\">Map</a> <a href=\"/api\">API</a> ");
    page.push_str("<a href=\"/collections\">Collections</a></header><main><h1>");
    escape(title, &mut page);
    page.push_str("</h1>");
    any(value, &mut page);
    page.push_str("</main></body></html>");
    page
}

fn any(value: &Value, page: &mut String) {
    match value {
        Value::Object(object) => members(object, page),
        Value::Array(items) if items.iter().any(|it| it.get("type") == Some(&"Feature".into())) => {
            features(items, page);
        }
        Value::Array(items) => list(items, page),
        Value::String(text) => self::text(text, page),
        Value::Null => {}
        scalar => escape(&scalar.to_string(), page),
    }
}

fn members(object: &Map<String, Value>, page: &mut String) {
    if let Some(href) = object.get("href").and_then(Value::as_str) {
        return link(object, href, page);
    }
    page.push_str("<dl>");
    for (name, value) in object {
        page.push_str("<dt>");
        escape(name, page);
        page.push_str("</dt><dd>");
        any(value, page);
        page.push_str("</dd>");
    }
    page.push_str("</dl>");
}

fn link(object: &Map<String, Value>, href: &str, page: &mut String) {
    let told = |name| object.get(name).and_then(Value::as_str).unwrap_or_default();
    anchor(href, if told("title").is_empty() { href } else { told("title") }, page);
    page.push_str(" <small>");
    escape(told("rel"), page);
    page.push(' ');
    escape(told("type"), page);
    page.push_str("</small>");
}

fn list(items: &[Value], page: &mut String) {
    let scalars = items.iter().all(Value::is_number);
    page.push_str(if scalars { "<span>" } else { "<ul>" });
    for (at, item) in items.iter().enumerate() {
        if scalars {
            page.push_str(if at > 0 { ", " } else { "" });
            any(item, page);
        } else {
            page.push_str("<li>");
            any(item, page);
            page.push_str("</li>");
        }
    }
    page.push_str(if scalars { "</span>" } else { "</ul>" });
}

/// One row a feature; the columns are those of the first.
fn features(items: &[Value], page: &mut String) {
    let first = items.first().and_then(|it| it["properties"].as_object());
    let names: Vec<&String> = first.into_iter().flat_map(Map::keys).collect();
    page.push_str("<div class=\"wide\"><table><thead><tr><th>id</th>");
    for name in &names {
        page.push_str("<th>");
        escape(name, page);
        page.push_str("</th>");
    }
    page.push_str("</tr></thead><tbody>");
    for item in items {
        page.push_str("<tr><td>");
        let id = item["id"].as_str().unwrap_or_default();
        anchor(&format!("items/{}", in_address(id)), id, page);
        page.push_str("</td>");
        for name in &names {
            page.push_str("<td>");
            any(&item["properties"][name.as_str()], page);
            page.push_str("</td>");
        }
        page.push_str("</tr>");
    }
    page.push_str("</tbody></table></div>");
}

fn text(text: &str, page: &mut String) {
    if text.starts_with("http://") || text.starts_with("https://") {
        anchor(text, text, page);
    } else {
        page.push_str("<bdi>");
        escape(text, page);
        page.push_str("</bdi>");
    }
}

/// Only addresses of the web become links; `javascript:` and its like stay words.
fn anchor(href: &str, words: &str, page: &mut String) {
    let scheme = href.split_once(':').map(|(scheme, _)| scheme);
    if !matches!(scheme, None | Some("http" | "https")) {
        return escape(words, page);
    }
    page.push_str("<a rel=\"noreferrer\" href=\"");
    escape(href, page);
    page.push_str("\">");
    escape(words, page);
    page.push_str("</a>");
}

/// A segment of a path, percent-encoded where it must be.
pub(crate) fn in_address(segment: &str) -> String {
    let mut encoded = String::with_capacity(segment.len());
    for byte in segment.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:@".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let digits = |half: u8| char::from(b"0123456789ABCDEF"[usize::from(half)]);
            encoded.extend(['%', digits(byte >> 4), digits(byte & 15)]);
        }
    }
    encoded
}

fn escape(text: &str, page: &mut String) {
    for letter in text.chars() {
        match letter {
            '<' => page.push_str("&lt;"),
            '>' => page.push_str("&gt;"),
            '&' => page.push_str("&amp;"),
            '"' => page.push_str("&quot;"),
            '\'' => page.push_str("&#39;"),
            letter => page.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn nothing_in_the_data_becomes_markup() {
        let evil = "<script>alert('\"&')</script>";
        let page = page(
            evil,
            &json!({ evil: evil, "links": [{ "href": "javascript:x", "title": evil }],
            "features": [{ "type": "Feature", "id": evil, "properties": { evil: evil } }] }),
        );
        assert!(!page.contains("<script") && !page.contains("href=\"javascript"), "{page}");
    }
}
