//! Files that hold secrets: whether other users can read them, and the command that forbids it.

use std::fs::Metadata;
use std::path::Path;

/// Whether other users than the owner and the group can read the file, or the group can write it.
#[cfg(unix)]
pub(crate) fn is_open_to_others(metadata: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    // Writing by the group, anything by others.
    metadata.permissions().mode() & 0o027 != 0
}

/// Whether other users can read the file. Not known here.
#[cfg(not(unix))]
pub(crate) fn is_open_to_others(_metadata: &Metadata) -> bool {
    false
}

/// The command after which only the owner can read the file.
pub(crate) fn closing_command(path: &Path) -> String {
    format!("chmod 600 {}", quoted(path))
}

/// A path as a shell reads it.
pub(crate) fn quoted(path: &Path) -> String {
    let path = path.display().to_string();
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+".contains(c);
    match path.chars().all(plain) {
        true => path,
        false => format!("'{}'", path.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_that_a_shell_reads_as_they_are_meant() {
        for (path, command) in [
            ("/home/joe/key.pem", "chmod 600 /home/joe/key.pem"),
            ("my key", "chmod 600 'my key'"),
            ("joe's key", r"chmod 600 'joe'\''s key'"),
            ("$(key)", "chmod 600 '$(key)'"),
        ] {
            assert_eq!(closing_command(Path::new(path)), command);
        }
    }

    #[cfg(unix)]
    #[test]
    fn modes() {
        use std::fs::Permissions;
        use std::os::unix::fs::PermissionsExt as _;
        let file = tempfile::tempfile().expect("a file");
        for (mode, is_open) in [
            (0o600, false),
            (0o400, false),
            (0o640, false),
            (0o700, false),
            (0o660, true),
            (0o644, true),
            (0o604, true),
            (0o602, true),
        ] {
            file.set_permissions(Permissions::from_mode(mode))
                .expect("ours");
            let metadata = file.metadata().expect("ours");
            assert_eq!(is_open_to_others(&metadata), is_open, "{mode:o}");
        }
    }
}
