//! Each check of `src/checks` has a fuzz target that calls it and seeds in `cargo test`; there are no others.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).expect(path)
}

/// The names of the Rust files in a folder.
fn names(folder: &str) -> BTreeSet<String> {
    let files = fs::read_dir(root().join(folder)).expect(folder);
    let paths = files.map(|file| file.expect("a file").path());
    paths
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect()
}

#[test]
fn each_check_has_a_fuzz_target_and_a_test() {
    let mut checks = names("src/checks");
    assert!(checks.remove("tests"), "src/checks/tests.rs is there");
    assert_eq!(names("fuzz/fuzz_targets"), checks);
    let (manifest, tests) = (read("fuzz/Cargo.toml"), read("src/checks/tests.rs"));
    for name in checks {
        let target = read(&format!("fuzz/fuzz_targets/{name}.rs"));
        let call = format!(
            "libfuzzer_sys::fuzz_target!(|data: &[u8]| mailcall::checks::{name}::check(data));"
        );
        assert!(target.contains(&call), "{name}: {target}");
        let bin = format!("name = \"{name}\"\npath = \"fuzz_targets/{name}.rs\"");
        assert!(manifest.contains(&bin), "{name} is not in fuzz/Cargo.toml");
        assert!(
            tests.contains(&format!("check: {name}::check")),
            "{name} is not tested"
        );
        assert!(
            tests.contains(&format!("run(\"{name}\")")),
            "{name} is not run"
        );
    }
}
