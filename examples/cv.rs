//! Development: cross-validated predictions. cv GAZETTEER CORPORA OUT FOLDS [only-fold]
use std::fmt::Write as _;
use std::path::Path;
use tadmur::train;
use tadmur_geoparser::gazetteer::Gazetteer;
use tadmur_geoparser::geoparse::{Input, Models, Role, geoparse_with};
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let bytes = std::fs::read(&a[1]).unwrap();
    let t = std::time::Instant::now();
    let (g, d) = Gazetteer::from_csv(&[("gazetteer.csv", &bytes)]).unwrap();
    eprintln!("{} places, {} diagnostics, {:?}", g.len(), d.len(), t.elapsed());
    let corpora = train::read_all(Path::new(&a[2])).unwrap();
    let names = std::fs::read_to_string("geoparser/models/names.csv").unwrap();
    let folds: usize = a[4].parse().unwrap();
    std::fs::create_dir_all(&a[3]).unwrap();
    let mut out: std::collections::BTreeMap<String, Vec<(usize, String)>> = Default::default();
    if folds == 1 {
        let l = train::learn(&g, &names, &corpora, &|_, _| true, &|m| eprintln!("{m}"));
        std::fs::write("geoparser/models/tagger.bin", l.tagger.to_bytes()).unwrap();
        std::fs::write("geoparser/models/resolve.tsv", l.weights.to_tsv()).unwrap();
        eprintln!("model {} bytes", l.tagger.to_bytes().len());
        return;
    }
    let only: Option<usize> = a.get(5).map(|x| x.parse().unwrap());
    let t = std::time::Instant::now();
    for fold in 0..folds {
        if only.is_some_and(|o| o != fold) {
            continue;
        }
        let l = train::learn(&g, &names, &corpora, &|_, d| d % folds != fold, &|m| {
            eprintln!("fold {fold} {:?}: {m}", t.elapsed())
        });
        let models: Models = l.models();
        for c in &corpora {
            let mut homes = tadmur::eval::home::Homes::default();
            for (n, d) in c
                .documents
                .iter()
                .enumerate()
                .filter(|_| matches!(c.name, "lgl" | "trnews" | "gum_en"))
            {
                let p = geoparse_with(
                    &g,
                    models,
                    Input { text: &d.text, published: None, lang: &d.lang, home: None },
                );
                if let Some(s) = &d.source {
                    homes.see(s, n, &g, &p);
                }
            }
            for (n, d) in c.documents.iter().enumerate().filter(|(n, _)| n % folds == fold) {
                let home = d.source.as_ref().and_then(|s| homes.of(s, n));
                out.entry(c.name.into()).or_default().push((n, line(&g, models, d, home)));
            }
        }
        if fold == 0 || only.is_some() {
            for name in [
                "humset_en",
                "nerel_ru",
                "hipe2020_de_test",
                "hipe2020_en_test",
                "newseye_fi_test",
                "topres19th_en",
            ] {
                let p = Path::new(&a[2]).join(name).with_extension("jsonl");
                for (n, d) in tadmur::eval::gold::read(&p).unwrap().iter().enumerate() {
                    out.entry(name.into()).or_default().push((n, line(&g, models, d, None)));
                }
            }
        }
    }
    for (k, mut v) in out {
        v.sort();
        let s: String = v.into_iter().map(|(_, l)| l + "\n").collect();
        std::fs::write(format!("{}/{k}.jsonl", a[3]), s).unwrap();
    }
}
fn line(
    g: &Gazetteer,
    models: Models,
    d: &tadmur::eval::gold::Document,
    home: Option<tadmur_geoparser::place::LonLat>,
) -> String {
    let p = geoparse_with(g, models, Input { text: &d.text, published: None, lang: &d.lang, home });
    let mut s = String::new();
    write!(s, "{{\"id\": {}, \"toponyms\": [", serde_json::to_string(&d.id).unwrap()).unwrap();
    let mut first = true;
    let cp = |b: usize| d.text[..b].chars().count();
    for m in &p.mentions {
        if !first {
            s.push_str(", ");
        }
        first = false;
        let (lat, lon, key) =
            m.resolution.map_or(("null".into(), "null".into(), String::new()), |r| {
                let q = g.place(r.place);
                (q.point.lat().to_string(), q.point.lon().to_string(), q.key.to_string())
            });
        let gid = key.strip_prefix("gn:").unwrap_or("null");
        write!(s, "{{\"start\": {}, \"end\": {}, \"lat\": {lat}, \"lon\": {lon}, \"geonameid\": {gid}, \"score\": {}, \"role\": \"{}\"}}", cp(m.span.start), cp(m.span.end), m.score, m.role.as_str()).unwrap();
        let _ = Role::Literal;
    }
    s + "]}"
}
