//! Which password may go to which host: each pair of places is a case.

use super::may_go;
use crate::account::origin::{Chosen, Key, LedBy, Origin, Place, Preset};
use std::path::Path;
use std::sync::Arc;

fn chosen(name: &str, is_named: bool, has_password: bool) -> Arc<Chosen> {
    Arc::new(Chosen {
        name: name.to_owned(),
        is_named,
        has_password,
    })
}

fn key(account: &Arc<Chosen>) -> Origin {
    Origin::Key(Arc::new(Key {
        name: "host",
        place: Place {
            file: Path::new("config.toml").into(),
            line: 1,
            column: 1,
        },
        account: Some(account.clone()),
    }))
}

fn preset(led_by: LedBy) -> Origin {
    Origin::Preset(Arc::new(Preset {
        domain: "qq.com".to_owned(),
        led_by,
    }))
}

#[test]
fn every_pair_is_decided() {
    let own = chosen("work", true, true);
    let others = chosen("home", false, true);
    let [open, named] = [false, true].map(|is_named| chosen("bare", is_named, false));
    let run = |environment_agrees| preset(LedBy::Run { environment_agrees });
    let by = |account: &Arc<Chosen>| preset(LedBy::Account(account.clone()));
    let flag = Origin::Flag("--password-file");
    let variable = Origin::Variable("MAILCALL_PASSWORD");
    let passwords = [flag, variable, key(&own), run(true), Origin::Default];
    for (host, expected) in [
        (Origin::Flag("--host"), "YY--Y"),
        (Origin::Variable("MAILCALL_SMTP_HOST"), "YY--Y"),
        // The account's own host, with and without a source of its own, named with -A or not.
        (key(&own), "Y-Y-Y"),
        (key(&others), "Y---Y"),
        (key(&open), "YY--Y"),
        (key(&named), "Y---Y"),
        // The host of a preset that the account's address leads to.
        (by(&own), "Y-Y-Y"),
        (by(&others), "Y---Y"),
        (by(&open), "YY--Y"),
        (by(&named), "Y---Y"),
        // That of the user of the run; MAILCALL_USER leads to it, or elsewhere.
        (run(true), "YY--Y"),
        (run(false), "Y---Y"),
        (Origin::Default, "Y---Y"),
    ] {
        let letter = |password| if may_go(password, &host) { 'Y' } else { '-' };
        let found: String = passwords.iter().map(letter).collect();
        assert_eq!(found, expected, "{host:?}");
    }
}
