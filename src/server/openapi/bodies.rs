//! What can be sent.

use serde_json::{Map, Value, json};

use crate::article::Article;
use crate::server::openapi::reference;
use crate::server::reconcile::MOST_QUERIES;
use crate::server::submission::Sort;
use crate::server::write::MOST_BYTES_OF_VERDICT;

/// All of it, by the names that the operations use.
pub(super) fn bodies() -> Value {
    let article = || reference("schemas", "Article");
    let text = "Shells fell on Homs on Tuesday.";
    let object = json!({ "text": text, "published": "2015-05-20" });
    let words = || json!({ "type": "string" });
    let articles = Sort::TYPES.map(|(media_type, sort)| {
        let (schema, example) = match sort {
            Sort::Text => (words(), json!(text)),
            Sort::Html => (words(), json!(format!("<p>{text}</p>"))),
            Sort::Json => {
                let array = json!({ "type": "array", "minItems": 1, "items": article() });
                (json!({ "anyOf": [article(), array] }), object.clone())
            }
            Sort::JsonLines => (words(), Value::Null),
        };
        (media_type, schema, example)
    });
    let said = json!({ "place": "gn:170063", "when": "2015-05" });
    let verdict = [("application/json", reference("schemas", "Verdict"), said)];
    let words = |meaning: String| json!({ "type": "string", "description": meaning });
    let queries = [(
        "application/x-www-form-urlencoded",
        json!({ "type": "object", "properties": {
            "queries": words(format!("An object of queries in JSON, {MOST_QUERIES} at most")),
            "extend": words("Ids of places and properties in JSON".to_owned()),
        } }),
        json!({ "queries": "{\"q0\":{\"query\":\"Aleppo\"}}" }),
    )];
    let most = Article::MAX_BYTES;
    json!({
        "Articles": body(&format!("Articles, at most {most} bytes of them"), true, articles),
        "Verdict": body(&format!("At most {MOST_BYTES_OF_VERDICT} bytes"), true, verdict),
        "Queries": body("A batch; without one, the manifest is answered", false, queries),
    })
}

/// A body, of one of these media types with its schema and, if there is one, an example.
fn body<const N: usize>(
    meaning: &str,
    required: bool,
    content: [(&str, Value, Value); N],
) -> Value {
    let content = content.map(|(media_type, schema, example)| {
        let mut told = json!({ "schema": schema });
        if !example.is_null() {
            told["example"] = example;
        }
        (media_type.to_owned(), told)
    });
    json!({
        "description": meaning,
        "required": required,
        "content": Map::<String, Value>::from_iter(content),
    })
}
