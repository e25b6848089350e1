//! The program as its users meet it: one run, both sides of the conversation, all of its output.

mod auth;
mod certificates;
mod compose;
mod content;
mod cut;
mod dele;
mod exit;
mod generated;
mod hostile;
mod input;
mod json;
mod layers;
mod list;
mod passwords;
mod pipes;
mod readme;
mod retr;
mod secrets;
mod send;
mod several;
mod signal;
mod stat;
mod support;
mod tls;
mod trace;
mod usage;
