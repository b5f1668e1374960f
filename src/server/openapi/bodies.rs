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
    let articles = Sort::TYPES.map(|(media_type, sort)| {
        let schema = match sort {
            Sort::Json => json!({ "anyOf": [article(), { "type": "array", "items": article() }] }),
            Sort::Text | Sort::Html | Sort::JsonLines => json!({ "type": "string" }),
        };
        (media_type, schema)
    });
    let verdict = [("application/json", reference("schemas", "Verdict"))];
    let text = |description: String| json!({ "type": "string", "description": description });
    let queries = [(
        "application/x-www-form-urlencoded",
        json!({ "type": "object", "properties": {
            "queries": text(format!("An object of queries in JSON, {MOST_QUERIES} at most")),
            "extend": text("Ids of places and properties in JSON".to_owned()),
        } }),
    )];
    let most = Article::MAX_BYTES;
    json!({
        "Articles": body(&format!("Articles, at most {most} bytes of them"), true, articles),
        "Verdict": body(&format!("At most {MOST_BYTES_OF_VERDICT} bytes"), true, verdict),
        "Queries": body("A batch; without one, the manifest is answered", false, queries),
    })
}

fn body<const N: usize>(meaning: &str, required: bool, content: [(&str, Value); N]) -> Value {
    let content =
        content.map(|(media_type, schema)| (media_type.to_owned(), json!({ "schema": schema })));
    json!({
        "description": meaning,
        "required": required,
        "content": Map::<String, Value>::from_iter(content),
    })
}
