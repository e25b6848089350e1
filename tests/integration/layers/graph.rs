//! Which file uses which, and the circles in it.

use super::source::Source;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What each file uses of other files.
pub struct Graph<'s> {
    files: BTreeMap<&'s [String], &'s Source>,
    arrows: BTreeMap<&'s Path, BTreeSet<&'s Path>>,
}

impl<'s> Graph<'s> {
    pub fn of(sources: &'s [Source]) -> Graph<'s> {
        let files = sources
            .iter()
            .filter(|source| source.path != Path::new("main.rs"))
            .map(|source| (&source.module[..], source))
            .collect();
        let mut graph = Graph {
            files,
            arrows: BTreeMap::new(),
        };
        for source in sources {
            let used = source.uses.iter().filter_map(|path| graph.file_of(path));
            // A module's parts may use what its own file defines, and that file its parts: they are one noun.
            let others = used.filter(|file| *file != source.path && !is_above(file, &source.path));
            let others = others.collect();
            graph.arrows.insert(&source.path, others);
        }
        graph
    }

    /// The file that defines what a path names; what a module passes on is looked for where it came from.
    fn file_of(&self, path: &[String]) -> Option<&'s Path> {
        let (root, mut path) = path.split_first()?;
        if root != "crate" {
            return None;
        }
        let mut source = self.files.get(&[][..])?;
        while let Some(name) = path.get(source.module.len()) {
            if let Some(child) = self.files.get(&path[..=source.module.len()]) {
                source = child;
            } else if let Some(from) = source.passed_on.get(name) {
                return match from.first() {
                    Some(root) if root == "crate" => {
                        let rest = &path[source.module.len() + 1..];
                        self.file_of(&[from, rest].concat())
                    }
                    // Passed on from another crate.
                    _ => None,
                };
            } else {
                path = &path[..source.module.len()];
            }
        }
        Some(&source.path)
    }

    /// Groups of files each of which reaches all the others.
    pub fn circles(&self) -> Vec<String> {
        let mut told: BTreeSet<&Path> = BTreeSet::new();
        let mut circles = Vec::new();
        for &file in self.arrows.keys() {
            let there = self.reached(file);
            let circle: Vec<&Path> = there
                .iter()
                .filter(|other| self.reached(other).contains(file))
                .copied()
                .collect();
            if there.contains(file) && told.insert(file) {
                told.extend(&circle);
                let names: Vec<String> = circle
                    .iter()
                    .map(|path| path.display().to_string())
                    .collect();
                circles.push(format!("a circle: {}", names.join(", ")));
            }
        }
        circles
    }

    /// Every file that one reaches by at least one arrow.
    fn reached(&self, from: &Path) -> BTreeSet<&'s Path> {
        let mut seen = BTreeSet::new();
        let mut next: Vec<&Path> = vec![from];
        while let Some(file) = next.pop() {
            for &used in self.arrows.get(file).into_iter().flatten() {
                if seen.insert(used) {
                    next.push(used);
                }
            }
        }
        seen
    }

    /// What one file uses of other files.
    pub fn used_by(&self, file: &str) -> Vec<PathBuf> {
        let used = self.arrows.get(Path::new(file)).into_iter().flatten();
        used.map(|path| path.to_path_buf()).collect()
    }
}

/// Whether the file is that of a module which the other file is part of: `smtp.rs` above `smtp/session.rs`.
fn is_above(file: &Path, part: &Path) -> bool {
    file == Path::new("lib.rs") || part.starts_with(file.with_extension(""))
}
