//! An account: a server, who logs in, and how long anything may take.
//!
//! Flags, the environment, an account of a configuration file and a provider's preset each make [`Settings`], in which
//! every value is optional and has its [`Origin`]. [`Places`] puts them in order, one check completes them by the defaults
//! and gives the [`Account`]. A value never loses its origin: a password goes only to the host it was given with, and an
//! error names the place to correct.

mod auth;
mod checked;
pub(crate) mod config;
pub(crate) mod environment;
mod error;
mod given;
mod log_format;
mod netrc;
mod origin;
pub(crate) mod parse;
pub(crate) mod password;
mod places;
mod preset;
mod provider;
pub(crate) mod proxy;
mod server;
mod settings;
mod variables;

pub(crate) use auth::Auth;
pub(crate) use checked::{Account, Login};
pub(crate) use error::Error;
pub(crate) use given::{Given, Problem, Setting};
pub(crate) use log_format::LogFormat;
pub(crate) use origin::Origin;
#[cfg(test)]
pub(crate) use origin::Sourced;
pub(crate) use places::Places;
pub(crate) use provider::Provider;
pub(crate) use server::Server;
pub(crate) use settings::{Passwords, ServerSettings, Settings};
pub(crate) use variables::settings as settings_of_environment;
