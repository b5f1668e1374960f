//! The walls between the modules of `src/`: each may import only what ARCHITECTURE.md says.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// From the lines of ARCHITECTURE.md that read `- name → other, other`; a module may always use itself.
fn allowed() -> BTreeMap<String, Vec<String>> {
    let architecture = fs::read_to_string("ARCHITECTURE.md").unwrap();
    let arrows = architecture.lines().filter_map(|line| {
        let (from, to) = line.strip_prefix("- `")?.split_once("` → ")?;
        let to = to.split(['`', ',', ' ']).filter(|it| !it.is_empty() && *it != "nothing");
        Some((from.to_owned(), to.map(str::to_owned).collect()))
    });
    arrows.collect()
}

/// Every `use crate::` of the module, with its file and line.
fn imports(path: &Path, found: &mut Vec<(String, String)>) {
    if path.is_dir() {
        let mut entries: Vec<_> =
            fs::read_dir(path).unwrap().map(|it| it.unwrap().path()).collect();
        entries.sort();
        for entry in &entries {
            imports(entry, found);
        }
        return;
    }
    for (number, line) in fs::read_to_string(path).unwrap().lines().enumerate() {
        for part in line.split("crate::").skip(1) {
            let end = part.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(part.len());
            found.push((part[..end].to_owned(), format!("{}:{}", path.display(), number + 1)));
        }
    }
}

#[test]
fn modules_import_only_along_the_arrows() {
    let allowed = allowed();
    let lib = fs::read_to_string("src/lib.rs").unwrap();
    let modules = lib.lines().filter_map(|it| it.strip_prefix("pub mod ")?.strip_suffix(';'));
    for module in modules {
        let Some(allowed) = allowed.get(module) else {
            panic!("ARCHITECTURE.md has no arrows of `{module}`");
        };
        let mut found = Vec::new();
        imports(&Path::new("src").join(module), &mut found);
        for (other, place) in found {
            let fits = other == module || allowed.contains(&other);
            assert!(fits, "{place}: `{module}` may not use `{other}`");
        }
    }
}
