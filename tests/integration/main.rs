//! The program as its users meet it: one run, both sides of the conversation, all of its output.

mod layers;
mod support;
