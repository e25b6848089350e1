//! Every error type, with the exit it leads to, and what its text is made of.

mod table;

use super::{Asked, AtServer, Failure};
use crate::{message, pop3, smtp};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use table::{pop3_refused, refused, table};

#[test]
fn every_error_has_its_exit() {
    for (name, error, kind) in table() {
        assert_eq!(Failure::of(&error).kind, kind, "{name}: {error:#}");
    }
}

/// `FILE TYPE` of each error type in the sources.
fn error_types(directory: &Path, root: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(directory).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            error_types(&path, root, found);
            continue;
        }
        let text = fs::read_to_string(&path).expect("a source file");
        let name = path.strip_prefix(root).expect("below it").display();
        let types = text.lines().filter_map(|line| {
            let line = line.strip_prefix("impl ")?;
            let (before, after) = line.split_once("Error for ")?;
            matches!(before, "" | "std::error::" | "error::")
                .then(|| after.trim_end_matches(['{', '}', ' ']))
        });
        found.extend(types.map(|error| format!("{name} {error}")));
    }
}

#[test]
fn no_error_type_is_missing_in_the_table() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = BTreeSet::new();
    error_types(&root, &root, &mut found);
    let listed: BTreeSet<String> = table().iter().map(|(name, ..)| name.to_string()).collect();
    assert_eq!(found, listed);
}

#[test]
fn no_error_prints_its_source() {
    for (name, error, _) in table() {
        let chain: Vec<String> = error.chain().map(ToString::to_string).collect();
        for pair in chain.windows(2) {
            assert!(!pair[0].contains(&pair[1]), "{name}: {chain:?}");
        }
    }
}

#[test]
fn a_refused_login_names_the_host_and_the_reply() {
    let at_host = |error: anyhow::Error| {
        let server = AtServer::of(&error, "mail.example.org".into(), Asked::default());
        Failure::of(&error.context(server.expect("a context")))
    };
    let failure = at_host(refused(smtp::Stage::Auth, "535 5.7.8 no").into());
    assert_eq!(
        failure.message,
        "login refused by mail.example.org: 535 5.7.8 no"
    );
    assert_eq!(failure.json()["server"]["enhanced"], "5.7.8");
    assert!(failure.hint.is_some());
    let failure = at_host(pop3_refused(pop3::Stage::Auth, "-ERR wrong").into());
    assert_eq!(
        failure.message,
        "login refused by mail.example.org: -ERR wrong"
    );
    let failure = at_host(refused(smtp::Stage::Mail, "550 5.7.1 no").into());
    assert_eq!(
        failure.message,
        "mail.example.org: MAIL was refused: 550 5.7.1 no"
    );
}

#[test]
fn a_refused_login_at_a_known_provider_says_what_it_wants() {
    let asked = Asked {
        provider_needs: Some("QQ Mail wants a code"),
        ..Asked::default()
    };
    for error in [
        anyhow::Error::from(refused(smtp::Stage::Auth, "535 5.7.8 no")),
        pop3_refused(pop3::Stage::Auth, "-ERR wrong").into(),
    ] {
        let server = AtServer::of(&error, "smtp.qq.com".into(), asked);
        let failure = Failure::of(&error.context(server.expect("a context")));
        assert_eq!(failure.json()["hint"], "QQ Mail wants a code");
    }
}

#[test]
fn a_name_stays_whatever_it_shares_with_the_rest() {
    let error = anyhow::Error::from(message::Error::NoHeader).context("a");
    let expected = format!("a: {}", message::Error::NoHeader);
    assert_eq!(Failure::of(&error).message, expected);
}
