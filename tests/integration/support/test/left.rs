//! What a run leaves behind in its working and home directory: no file that it writes holds a secret.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::secrets_in;

/// Longer files are messages that a test has made.
const MOST_OCTETS: u64 = 1024 * 1024;

/// The files of a directory, with what changes when one is written.
pub struct Files(BTreeMap<PathBuf, (u64, Option<SystemTime>)>);

impl Files {
    pub fn of(directory: &Path) -> Files {
        let mut files = BTreeMap::new();
        let mut folders = vec![directory.to_path_buf()];
        while let Some(folder) = folders.pop() {
            let Ok(entries) = std::fs::read_dir(folder) else {
                continue;
            };
            for entry in entries {
                let entry = entry.expect("an entry");
                let Ok(metadata) = entry.metadata() else {
                    continue;
                };
                if metadata.is_dir() {
                    folders.push(entry.path());
                } else if metadata.is_file() {
                    let written = metadata.modified().ok();
                    files.insert(entry.path(), (metadata.len(), written));
                }
            }
        }
        Files(files)
    }

    /// The secrets in files that were written since then, and where they are.
    pub fn secrets_since(&self, before: &Files) -> Vec<String> {
        let written = self
            .0
            .iter()
            .filter(|(path, seen)| before.0.get(*path) != Some(seen) && seen.0 <= MOST_OCTETS);
        let secrets = written.flat_map(|(path, _)| {
            let octets = std::fs::read(path).unwrap_or_default();
            let found = secrets_in(&octets).into_iter();
            found.map(move |secret| format!("{secret} in {}", path.display()))
        });
        secrets.collect()
    }
}

#[test]
fn a_secret_in_a_file_is_found() {
    let directory = tempfile::TempDir::new().expect("a directory");
    let folder = directory.path().join("a").join("b");
    std::fs::create_dir_all(&folder).expect("folders");
    std::fs::write(folder.join("given"), super::PASSWORD).expect("a file");
    let before = Files::of(directory.path());
    assert!(before.secrets_since(&before).is_empty());
    std::fs::write(folder.join("new"), format!("x{}y", super::PASSWORD)).expect("a file");
    let found = Files::of(directory.path()).secrets_since(&before);
    assert_eq!(found.len(), 1, "{found:?}");
}
