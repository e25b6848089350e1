//! What configuration files say, and what is wrong with them.

use super::{Config, Error};
use crate::account::environment::Environment;
use std::fs;

/// What a file of this text says, with its errors as a person reads them; the file's folder is left out.
fn read(text: &str) -> Result<Config, String> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("config.toml");
    fs::write(&path, text).expect("written");
    let environment = Environment::new(&|_| None);
    Config::read(Some(&path), None, &environment).map_err(|error: Error| {
        let text = format!("{:#}", anyhow::Error::from(error));
        text.replace(&format!("{}/", folder.path().display()), "")
    })
}

#[test]
fn an_error_names_the_place_and_the_nearest_key() {
    for (text, expected) in [
        (
            "a = ",
            "config.toml:1:5: string values must be quoted, expected literal string",
        ),
        (
            "default = \"a\"\ndefault = \"b\"",
            "config.toml:2:1: duplicate key",
        ),
        (
            "defualt = \"a\"",
            "config.toml:1:1: unknown key defualt: did you mean default?",
        ),
        (
            "host = \"a\"",
            "config.toml:1:1: unknown key host: the keys are accounts, default, domain",
        ),
        (
            "default = 1",
            "config.toml:1:11: default is an integer, expected a string",
        ),
        (
            "accounts = 1",
            "config.toml:1:12: accounts is an integer, expected a table",
        ),
        (
            "[accounts]\nwork = 1",
            "config.toml:2:8: an account is an integer, expected a table",
        ),
        (
            "[accounts.work]\n  usre = \"joe\"",
            "config.toml:2:3: unknown key usre: did you mean user?",
        ),
        (
            "[accounts.work]\npassword_file = \"f\"",
            "config.toml:2:1: unknown key password_file: did you mean password-file?",
        ),
        (
            "[accounts.work]\nuser = true",
            "config.toml:2:8: user is a boolean, expected a string",
        ),
        (
            "[accounts.work]\nhost = \"h\"",
            "config.toml:2:1: unknown key host: it belongs to a server: smtp = { host = ... }",
        ),
        (
            "[accounts.work]\nsmtp = { hots = \"h\" }",
            "config.toml:2:10: unknown key smtp.hots: did you mean host?",
        ),
        (
            "[accounts.work]\nsmtp = { port = \"465\" }",
            "config.toml:2:17: port is a string, expected a port, 1 to 65535",
        ),
        (
            "[accounts.work]\ntimeout = \"1\"",
            "config.toml:2:11: timeout is a string, expected a number of seconds",
        ),
        (
            "[accounts.work]\nchunking = \"no\"",
            "config.toml:2:12: chunking is a string, expected \"on\" or \"off\"",
        ),
        (
            "[accounts.work]\naddresses = \"a@b.test\"",
            "config.toml:2:13: addresses is a string, expected an array of strings",
        ),
        (
            "[accounts.work]\naddresses = [\"a@b.test\", 1]",
            "config.toml:2:26: addresses is an integer, expected a string",
        ),
        (
            "[accounts.work]\npassword-file = \"f\"\n\"password-command\" = \"c\"",
            "config.toml:3:22: password-file and password-command exclude each other: keep the one that is to be used",
        ),
    ] {
        assert_eq!(read(text).expect_err(text), expected);
    }
}
