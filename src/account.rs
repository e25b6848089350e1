//! An account: a server, who logs in, and how long anything may take.
//!
//! Flags and the environment each make [`Settings`], in which every value is optional and has its [`Origin`]. One merge
//! puts them in order, one check completes them by the defaults and gives the [`Account`]. A value never loses its
//! origin: a password goes only to the host it was given with, and an error names the place to correct.

mod auth;
mod checked;
pub mod environment;
mod error;
mod given;
mod origin;
pub mod parse;
pub mod password;
mod server;
mod settings;
mod variables;

pub use auth::Auth;
pub use checked::{Account, Login};
pub use error::Error;
pub use given::{Given, Problem, Setting};
pub use origin::{Origin, Sourced};
pub use server::Server;
pub use settings::{Passwords, ServerSettings, Settings};
pub use variables::settings as settings_of_environment;
