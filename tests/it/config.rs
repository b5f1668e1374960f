//! Settings: options before the environment, the environment before the file, the file before the default.

use std::net::TcpListener;

use crate::world::{Folder, program, run};

/// What the program says when it is told so to listen on a port that is taken.
fn told(arguments: &[&str], variables: &[(&str, &str)]) -> String {
    let output = program().args(arguments).envs(variables.iter().copied()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn an_option_goes_before_the_environment_and_that_before_the_file() {
    let taken = [(); 3].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    let [file, variable, option] =
        [0, 1, 2].map(|n: usize| taken[n].local_addr().unwrap().port().to_string());
    let folder = Folder::new();
    let config = folder.file("tadmur.toml", format!("port = {file}\naccess-log = true\n"));
    let config = config.to_str().unwrap();
    let is_taken = |words: &str, port: &str| {
        assert!(words.contains(&format!("127.0.0.1:{port} is taken")), "{words}");
    };
    let from_file = ["serve", "--config", config];
    is_taken(&told(&from_file, &[]), &file);
    is_taken(&told(&[], &[("TADMUR_CONFIG", config)]), &file);
    is_taken(&told(&from_file, &[("TADMUR_PORT", &variable)]), &variable);
    let all = [&from_file[..], &["--port", &option]].concat();
    is_taken(&told(&all, &[("TADMUR_PORT", &variable)]), &option);
    is_taken(&told(&[], &[("TADMUR_PORT", &variable)]), &variable);
}

#[test]
fn every_fault_of_the_file_is_named_by_its_line() {
    let folder = Folder::new();
    let text = "# settings\nport = 70000\nprot = 1\nopen = \"yes\"\nhost = 1.5\ncors = \"example\"\nfeed = [1.5]\n\
                public-url = \"map.example.org\"\n";
    let bad = folder.file("bad.toml", text);
    let (code, _, words) = run(&["config", "check", bad.to_str().unwrap()]);
    assert_eq!(code, 2);
    for fault in [
        "bad.toml:2: port: invalid value '70000'",
        "bad.toml:3: `prot` is no setting; expected one of port, host",
        "bad.toml:4: open: found a text; expected true or false",
        "bad.toml:5: host: found a number with a fraction; expected a text",
        "bad.toml:6: cors: invalid value 'example'",
        "bad.toml:7: feed: found a list with something else than texts",
        "bad.toml:8: public-url: invalid value 'map.example.org'",
    ] {
        assert!(words.contains(fault), "no {fault} in {words}");
    }
    assert_eq!(run(&["serve", "--config", bad.to_str().unwrap()]).0, 2);

    let torn = folder.file("torn.toml", "port = 1\nhost = \"a\n");
    let (code, _, words) = run(&["config", "check", torn.to_str().unwrap()]);
    assert_eq!(code, 2);
    assert!(words.contains("torn.toml:2: not TOML"), "{words}");

    let alone = folder.file("alone.toml", "feed = \"f.xml\"\n");
    let (code, _, words) = run(&["config", "check", alone.to_str().unwrap()]);
    assert_eq!(code, 2);
    assert!(words.contains("--db"), "{words}");

    let good = folder.file("good.toml", "db = \"n.db\"\nfeed = [\"f.xml\"]\nopen = false\n");
    let (code, _, words) = run(&["config", "check", good.to_str().unwrap()]);
    assert_eq!((code, words.contains("3 settings, no fault")), (0, true), "{words}");
    assert_eq!(run(&["config", "check", "no-such.toml"]).0, 2);
}
