//! A value of a configuration file, read as the type that its key needs.

use super::error::Error;
use super::file::File;
use crate::account::given::{Given, Problem};
use crate::account::origin::{Chosen, Key, Origin, Place};
use crate::timeout::parse_seconds;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value of an account.
#[derive(Clone, Copy)]
pub(super) struct Value<'v> {
    /// Its file.
    pub file: &'v File,
    /// Its account, if it is in one.
    pub account: Option<&'v Arc<Chosen>>,
    /// The name of its key.
    pub key: &'static str,
    /// The value.
    pub value: &'v Spanned<DeValue<'v>>,
}

impl<'v> Value<'v> {
    /// A string, read as the same setting is read elsewhere.
    pub(super) fn text<T>(
        &self,
        parse: impl FnOnce(&str) -> Result<T, Problem>,
    ) -> Result<Given<T>, Error> {
        let text = self.string()?;
        Ok(Given::read(self.origin(), text, parse))
    }

    /// A string, or the strings of an array as a comma list.
    pub(super) fn list<T>(
        &self,
        parse: impl FnOnce(&str) -> Result<T, Problem>,
    ) -> Result<Given<T>, Error> {
        match self.value.get_ref() {
            DeValue::Array(_) => {
                let texts: Vec<&str> = (self.elements()?.iter())
                    .map(Value::string)
                    .collect::<Result<_, _>>()?;
                Ok(Given::read(self.origin(), &texts.join(","), parse))
            }
            _ => self.text(parse),
        }
    }

    /// The elements of an array.
    pub(super) fn elements(&self) -> Result<Vec<Self>, Error> {
        match self.value.get_ref() {
            DeValue::Array(array) => Ok((array.iter())
                .map(|value| Value { value, ..*self })
                .collect()),
            _ => Err(self.wrong("an array of strings")),
        }
    }

    /// The path of a file. `~/` is the home directory; a relative path begins at the folder of the configuration file.
    pub(super) fn path(&self) -> Result<Given<PathBuf>, Error> {
        self.text(|text| Ok(self.file.resolve(text)))
    }

    /// A port.
    pub(super) fn port(&self) -> Result<Given<u16>, Error> {
        self.number("a port, 1 to 65535", |text| {
            crate::endpoint::parse_port(text).map_err(|expected| Problem::malformed(text, expected))
        })
    }

    /// A number of seconds.
    pub(super) fn seconds(&self) -> Result<Given<Duration>, Error> {
        self.number("a number of seconds", |text| {
            parse_seconds(text).map_err(|expected| Problem::malformed(text, expected))
        })
    }

    /// A number from 0.
    pub(super) fn count(&self) -> Result<Given<u32>, Error> {
        self.number("a number from 0", |text| {
            let expected = |_| Problem::malformed(text, "expected a number from 0".to_owned());
            text.parse().map_err(expected)
        })
    }

    /// A boolean, also as `"on"` and `"off"`.
    pub(super) fn switch(&self) -> Result<Given<bool>, Error> {
        let value = match self.value.get_ref() {
            DeValue::Boolean(value) => *value,
            DeValue::String(text) if text == "on" => true,
            DeValue::String(text) if text == "off" => false,
            _ => return Err(self.wrong("\"on\" or \"off\"")),
        };
        Ok(Given::new(self.origin(), value))
    }

    /// The keys and values of a table.
    pub(super) fn table(&self) -> Result<&'v DeTable<'v>, Error> {
        match self.value.get_ref() {
            DeValue::Table(table) => Ok(table),
            _ => Err(self.wrong("a table")),
        }
    }

    /// A string.
    pub(super) fn string(&self) -> Result<&'v str, Error> {
        match self.value.get_ref() {
            DeValue::String(text) => Ok(text),
            _ => Err(self.wrong("a string")),
        }
    }

    /// A number, given to `parse` as decimal digits.
    fn number<T>(
        &self,
        expected: &'static str,
        parse: impl FnOnce(&str) -> Result<T, Problem>,
    ) -> Result<Given<T>, Error> {
        let text = match self.value.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
            DeValue::Float(number) => number.as_str(),
            _ => return Err(self.wrong(expected)),
        };
        Ok(Given::read(self.origin(), text, parse))
    }

    /// Where it was given.
    pub(super) fn origin(&self) -> Origin {
        Origin::Key(Arc::new(Key {
            name: self.key,
            place: self.place(),
            account: self.account.cloned(),
        }))
    }

    /// Where it stands.
    pub(super) fn place(&self) -> Place {
        self.file.place(&self.value.span())
    }

    fn wrong(&self, expected: &'static str) -> Error {
        wrong_type(self.file, self.key, self.value, expected)
    }
}

/// The error for a value of another type.
pub(super) fn wrong_type(
    file: &File,
    key: &'static str,
    value: &Spanned<DeValue<'_>>,
    expected: &'static str,
) -> Error {
    Error::WrongType {
        place: file.place(&value.span()),
        key,
        expected,
        found: match value.get_ref() {
            DeValue::String(_) => "a string",
            DeValue::Integer(_) => "an integer",
            DeValue::Float(_) => "a number with a fraction",
            DeValue::Boolean(_) => "a boolean",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "an array",
            DeValue::Table(_) => "a table",
        },
    }
}
