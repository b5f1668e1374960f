//! What the documents promise.

use std::fs;

#[test]
fn every_command_and_option_is_in_the_guide() {
    let guide = fs::read_to_string("docs/cli.md").unwrap();
    let command = tadmur::cli::command();
    for sub in command.get_subcommands() {
        let name = sub.get_name();
        assert!(guide.contains(&format!("## tadmur {name}")), "docs/cli.md has no `{name}`");
        for option in sub.get_arguments().filter_map(|it| it.get_long()) {
            assert!(guide.contains(&format!("`--{option}")), "docs/cli.md has no --{option}");
        }
    }
}

#[test]
fn every_filter_is_in_the_api_guide() {
    let guide = fs::read_to_string("docs/api.md").unwrap();
    for name in tadmur::store::Filter::NAMES.iter().chain(&tadmur::store::Filter::PAGING) {
        assert!(guide.contains(&format!("`{name}`")), "docs/api.md has no `{name}`");
    }
}

#[test]
fn the_long_documents_stay_short() {
    for (path, lines) in [("README.md", 120), ("ARCHITECTURE.md", 150)] {
        let found = fs::read_to_string(path).unwrap().lines().count();
        assert!(found <= lines, "{path} has {found} lines; at most {lines} are read");
    }
}
