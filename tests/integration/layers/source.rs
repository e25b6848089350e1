//! A source file as the architecture tests see it: the paths that its shipped code names, resolved to modules.

use proc_macro2::{TokenStream, TokenTree};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemMod, ItemUse, Macro, UseTree};

/// One file below `src`.
pub struct Source {
    /// The path below `src`.
    pub path: PathBuf,
    /// The module that the file is, from the root: `["smtp", "session"]`; empty for `lib.rs`.
    pub module: Vec<String>,
    pub lines: usize,
    /// Every path that shipped code names, absolute where it is one of ours: `["crate", "wire", "Flight"]`. What a `pub use`
    /// only passes on is not among them.
    pub uses: Vec<Vec<String>>,
    /// What `pub use` passes on, by its name here.
    pub passed_on: BTreeMap<String, Vec<String>>,
    /// Names of macros that shipped code calls.
    pub macros: Vec<String>,
    /// A `use` of everything: it hides who uses what.
    pub has_glob: bool,
}

impl Source {
    pub fn parse(path: &Path, text: &str) -> Source {
        let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{path:?}: {error}"));
        let mut module: Vec<String> = path
            .with_extension("")
            .iter()
            .map(|part| part.to_string_lossy().into())
            .collect();
        if module == ["lib"] || module == ["main"] {
            module.clear();
        }
        let mut reader = Reader::new(module.clone());
        reader.declare(&file.items);
        reader.visit_file(&file);
        let uses = reader.named.iter().map(|named| reader.absolute(named));
        Source {
            path: path.into(),
            lines: text.lines().count(),
            uses: uses.collect(),
            passed_on: reader.passed_on.clone(),
            macros: reader.macros.clone(),
            has_glob: reader.has_glob,
            module,
        }
    }

    /// The top-level module: `smtp` for `smtp.rs` and for all below `smtp/`; `lib` and `main` for themselves.
    pub fn top(&self) -> String {
        let first = self.path.iter().next().unwrap_or_default();
        first.to_string_lossy().trim_end_matches(".rs").into()
    }
}

/// Walks the syntax tree.
struct Reader {
    /// Where the walk is: the file's module, and inline modules in it.
    module: Vec<String>,
    /// Modules that the file declares.
    children: Vec<String>,
    /// What `use` brings in, by its name here.
    imported: BTreeMap<String, Vec<String>>,
    passed_on: BTreeMap<String, Vec<String>>,
    named: Vec<Vec<String>>,
    macros: Vec<String>,
    has_glob: bool,
}

impl Reader {
    fn new(module: Vec<String>) -> Reader {
        Reader {
            module,
            children: Vec::new(),
            imported: BTreeMap::new(),
            passed_on: BTreeMap::new(),
            named: Vec::new(),
            macros: Vec::new(),
            has_glob: false,
        }
    }

    /// Modules and imports come first: a path may use what is declared below it.
    fn declare(&mut self, items: &[Item]) {
        for item in items {
            match item {
                Item::Mod(item) if !is_for_tests(&item.attrs) => {
                    self.children.push(item.ident.to_string());
                }
                Item::Use(item) if !is_for_tests(&item.attrs) => self.import(item),
                _ => {}
            }
        }
    }

    fn import(&mut self, item: &ItemUse) {
        let mut leaves = Vec::new();
        flatten(&item.tree, &mut Vec::new(), &mut leaves);
        let is_public = !matches!(item.vis, syn::Visibility::Inherited);
        for (name, path) in leaves {
            self.has_glob |= name == "*";
            if is_public {
                self.passed_on
                    .insert(name.clone(), self.seen_from_here(&path));
            } else {
                self.named.push(path.clone());
            }
            self.imported.insert(name, path);
        }
    }

    /// `self` and `super` taken away; a child module's name made absolute.
    fn seen_from_here(&self, path: &[String]) -> Vec<String> {
        let mut base = self.module.clone();
        let mut rest = path;
        let is_relative = |word: &String| word == "self" || word == "super";
        match path.first() {
            Some(first) if first == "crate" || first == "mailcall" => {
                base.clear();
                rest = &path[1..];
            }
            Some(first) if is_relative(first) => {
                while let Some((first, others)) = rest.split_first().filter(|(f, _)| is_relative(f))
                {
                    if first == "super" {
                        base.pop();
                    }
                    rest = others;
                }
            }
            Some(first) if self.children.contains(first) => {}
            _ => return path.to_vec(),
        }
        let root = std::iter::once("crate".to_string());
        root.chain(base).chain(rest.iter().cloned()).collect()
    }

    /// The path with the name that a `use` brought in written out.
    fn absolute(&self, path: &[String]) -> Vec<String> {
        let written_out = path
            .first()
            .and_then(|first| self.imported.get(first))
            .filter(|imported| *imported != path)
            .map(|imported| [imported, &path[1..]].concat());
        self.seen_from_here(written_out.as_deref().unwrap_or(path))
    }

    /// Paths in the tokens of a macro call, which have no syntax of their own.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(word) => {
                    if colons != 2 {
                        self.named.extend(finished(&mut path));
                    }
                    path.push(word.to_string());
                    colons = 0;
                }
                TokenTree::Punct(mark) if mark.as_char() == ':' => colons += 1,
                TokenTree::Group(group) => {
                    self.named.extend(finished(&mut path));
                    self.tokens(group.stream());
                }
                _ => {
                    self.named.extend(finished(&mut path));
                    colons = 0;
                }
            }
        }
        self.named.extend(finished(&mut path));
    }
}

/// A path of several words; one word alone names nothing that matters here.
fn finished(path: &mut Vec<String>) -> Option<Vec<String>> {
    let path = std::mem::take(path);
    (path.len() > 1).then_some(path)
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item(&mut self, item: &'ast Item) {
        let attributes: &[Attribute] = match item {
            Item::Fn(item) => &item.attrs,
            Item::Impl(item) => &item.attrs,
            Item::Mod(item) => &item.attrs,
            Item::Struct(item) => &item.attrs,
            Item::Enum(item) => &item.attrs,
            Item::Use(item) => &item.attrs,
            _ => &[],
        };
        if !is_for_tests(attributes) && !matches!(item, Item::Use(_)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        let Some((_, items)) = &item.content else {
            return;
        };
        self.module.push(item.ident.to_string());
        self.declare(items);
        visit::visit_item_mod(self, item);
        self.module.pop();
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        // A `use` inside a function.
        self.import(item);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let words = path.segments.iter().map(|word| word.ident.to_string());
        self.named.push(words.collect());
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        if let Some(name) = call.path.segments.last() {
            self.macros.push(name.ident.to_string());
        }
        self.tokens(call.tokens.clone());
        visit::visit_macro(self, call);
    }
}

/// Each name that a `use` brings in, with its whole path.
fn flatten(tree: &UseTree, path: &mut Vec<String>, found: &mut Vec<(String, Vec<String>)>) {
    match tree {
        UseTree::Path(step) => {
            path.push(step.ident.to_string());
            flatten(&step.tree, path, found);
            path.pop();
        }
        UseTree::Group(group) => {
            for tree in &group.items {
                flatten(tree, path, found);
            }
        }
        UseTree::Glob(_) => found.push(("*".into(), path.clone())),
        UseTree::Name(name) => {
            let name = name.ident.to_string();
            let mut whole = path.clone();
            if name != "self" {
                whole.push(name);
            }
            let name = whole.last().cloned().unwrap_or_default();
            found.push((name, whole));
        }
        UseTree::Rename(renamed) => {
            let mut whole = path.clone();
            if renamed.ident != "self" {
                whole.push(renamed.ident.to_string());
            }
            found.push((renamed.rename.to_string(), whole));
        }
    }
}

/// Whether the item is compiled for tests only: `cfg(test)`, alone or beside a feature.
fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.meta.require_list().is_ok_and(|list| {
                let condition = list.tokens.to_string();
                condition == "test"
                    || condition.starts_with("any (test")
                    || condition.starts_with("any(test")
            })
    })
}
