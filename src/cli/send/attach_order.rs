//! The order of `--attach` and `--attach-as` on the command line. clap gathers the values of each flag in a list of its
//! own; this keeps how the two lists are mixed.

use clap::{ArgMatches, Args, Command, FromArgMatches};
use std::path::{Path, PathBuf};

/// One file to attach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attach<'a> {
    /// `--attach PATH`.
    Path(&'a Path),
    /// `--attach-as NAME=PATH`.
    Named(&'a str),
}

/// Which of the two flags was given, time after time.
#[derive(Debug, Clone, Default)]
pub struct AttachOrder(Vec<Flag>);

#[derive(Debug, Clone, Copy)]
enum Flag {
    Attach,
    AttachAs,
}

impl AttachOrder {
    /// The files to attach, by the values of the two flags, in the order of the command line.
    pub fn mix<'a>(
        &self,
        attach: &'a [PathBuf],
        attach_as: &'a [String],
    ) -> impl Iterator<Item = Attach<'a>> {
        let mut paths = attach.iter().map(|path| Attach::Path(path));
        let mut named = attach_as.iter().map(|pair| Attach::Named(pair));
        self.0.iter().filter_map(move |flag| match flag {
            Flag::Attach => paths.next(),
            Flag::AttachAs => named.next(),
        })
    }
}

/// Adds no argument. In a struct of flags it stands before the two flags, since reading a flag takes it out of the matches.
impl Args for AttachOrder {
    fn augment_args(command: Command) -> Command {
        command
    }

    fn augment_args_for_update(command: Command) -> Command {
        command
    }
}

impl FromArgMatches for AttachOrder {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let places = |id, flag| {
            let places = matches.indices_of(id).into_iter().flatten();
            places.map(move |place| (place, flag))
        };
        let mut given: Vec<(usize, Flag)> = places("attach", Flag::Attach)
            .chain(places("attach_as", Flag::AttachAs))
            .collect();
        given.sort_by_key(|(place, _)| *place);
        Ok(Self(given.into_iter().map(|(_, flag)| flag).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
