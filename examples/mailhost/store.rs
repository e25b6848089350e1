//! Where the mail is: one folder a user, one file a message.
//!
//! ```text
//! DIR/ca.pem                        the certificate to trust
//! DIR/client.pem, DIR/client.key    what a client may show
//! DIR/mail/alice/UID.eml            alice's messages, as POP3 shows them: CRLF, no dots doubled
//! DIR/relayed/dana@example.org/...  what was accepted for somebody elsewhere
//! DIR/tmp/                          what is being received; emptied at each start
//! ```
//!
//! A message appears in a folder whole or not at all, under a name that is its unique-id and sorts
//! by the time it came.

use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use crate::auth::{hex, random};

/// A folder's name is no longer than this, in octets; a longer address is shortened.
const MAX_FOLDER_OCTETS: usize = 200;

/// The folders of one host.
pub struct Store {
    root: PathBuf,
    last: Mutex<u64>,
    /// Locked as long as the host runs, so that no second one uses the same folders.
    _lock: File,
}

/// One message of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub uid: String,
    pub octets: u64,
    pub path: PathBuf,
}

/// A message while it comes in. Its file is gone when this is dropped.
pub struct Spool {
    file: BufWriter<File>,
    path: PathBuf,
}

impl Store {
    /// Opens the store at this place, making what is not there.
    pub fn open(root: &Path) -> io::Result<Self> {
        fs::create_dir_all(root)?;
        let root = root.canonicalize()?;
        let lock = File::create(root.join("lock"))?;
        lock.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => io::Error::other("another mailhost uses it"),
            TryLockError::Error(error) => error,
        })?;
        let store = Store {
            root,
            last: Mutex::new(0),
            _lock: lock,
        };
        if store.temporary().exists() {
            fs::remove_dir_all(store.temporary())?;
        }
        for folder in [store.temporary(), store.mail(), store.relayed()] {
            fs::create_dir_all(folder)?;
        }
        Ok(store)
    }

    /// Where the certificate to trust is.
    pub fn ca_file(&self) -> PathBuf {
        self.root.join("ca.pem")
    }

    /// Where a client certificate and its key are, if clients are asked for one.
    pub fn client_files(&self) -> [PathBuf; 2] {
        ["client.pem", "client.key"].map(|name| self.root.join(name))
    }

    /// Where the users' folders are.
    pub fn mail(&self) -> PathBuf {
        self.root.join("mail")
    }

    /// One user's folder.
    pub fn mailbox(&self, user: &str) -> PathBuf {
        self.mail().join(user)
    }

    /// The folder for an address elsewhere.
    pub fn outbox(&self, address: &str) -> PathBuf {
        let mut name = String::new();
        for (at, c) in address.to_lowercase().chars().enumerate() {
            match c {
                'a'..='z' | '0'..='9' | '@' | '-' | '_' | '+' => name.push(c),
                '.' if at > 0 => name.push(c),
                c => {
                    let mut octets = [0; 4];
                    for octet in c.encode_utf8(&mut octets).bytes() {
                        name.push_str(&format!("%{octet:02X}"));
                    }
                }
            }
        }
        if name.len() > MAX_FOLDER_OCTETS {
            name.truncate(MAX_FOLDER_OCTETS);
            name.push_str("...");
        }
        self.relayed().join(name)
    }

    fn relayed(&self) -> PathBuf {
        self.root.join("relayed")
    }

    fn temporary(&self) -> PathBuf {
        self.root.join("tmp")
    }

    /// Writes a file that is there whole or not at all.
    pub fn write(&self, path: &Path, content: &[u8]) -> io::Result<()> {
        let temporary = self.temporary().join(self.new_uid());
        fs::write(&temporary, content)?;
        fs::rename(&temporary, path)
    }

    /// Begins to receive a message.
    pub fn spool(&self) -> io::Result<Spool> {
        let path = self.temporary().join(self.new_uid());
        let file = File::create_new(&path)?;
        Ok(Spool {
            file: BufWriter::with_capacity(64 * 1024, file),
            path,
        })
    }

    /// Puts a received message into all these folders, or into none.
    pub fn deliver(&self, mut spool: Spool, folders: &[PathBuf]) -> io::Result<()> {
        spool.file.flush()?;
        let mut put = Vec::new();
        for folder in folders {
            let path = folder.join(format!("{}.eml", self.new_uid()));
            let done = fs::create_dir_all(folder).and_then(|()| self.link(&spool.path, &path));
            if let Err(error) = done {
                for path in put {
                    let _ = fs::remove_file(path);
                }
                return Err(error);
            }
            put.push(path);
        }
        Ok(())
    }

    /// A second name for a file, or a copy where the system has no such thing.
    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::hard_link(from, to).or_else(|_| {
            let temporary = self.temporary().join(self.new_uid());
            fs::copy(from, &temporary)?;
            fs::rename(&temporary, to)
        })
    }

    /// The messages of a folder, oldest first. Other files in it are left alone.
    pub fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        let files = match fs::read_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            files => files?,
        };
        let mut entries = Vec::new();
        for file in files {
            let path = file?.path();
            let uid = match (
                path.file_stem().and_then(|stem| stem.to_str()),
                path.extension(),
            ) {
                (Some(stem), Some(extension)) if extension == "eml" => stem.to_owned(),
                _ => continue,
            };
            let fits = (1..=70).contains(&uid.len()) && uid.bytes().all(|o| o.is_ascii_graphic());
            if let (true, Ok(facts)) = (fits, fs::metadata(&path)) {
                entries.push(Entry {
                    uid,
                    octets: facts.len(),
                    path,
                });
            }
        }
        entries.sort_by(|left, right| left.uid.cmp(&right.uid));
        Ok(entries)
    }

    /// A name that was never given before and sorts behind all that were: microseconds since 1970
    /// and something random.
    pub fn new_uid(&self) -> String {
        let now = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
        let now = u64::try_from(now.as_micros()).unwrap_or(u64::MAX);
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last = now.max(last.saturating_add(1));
        format!("{:016x}{}", *last, hex(&random::<2>()))
    }
}

impl Write for Spool {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.file.write(octets)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_there_after_a_restart_under_the_same_name() {
        let root = tempfile::tempdir().expect("a folder");
        let store = Store::open(root.path()).expect("a store");
        let folder = store.mailbox("alice");
        assert_eq!(store.list(&folder).expect("no folder yet"), []);
        for text in ["one\r\n", "three\r\n"] {
            let mut spool = store.spool().expect("a spool");
            spool.write_all(text.as_bytes()).expect("written");
            let folders = [folder.clone(), store.mailbox("bob")];
            store.deliver(spool, &folders).expect("delivered");
        }
        let abandoned = store.spool().expect("a spool");
        let before = store.list(&folder).expect("two messages");
        assert_eq!([before[0].octets, before[1].octets], [5, 7]);
        assert!(Store::open(root.path()).is_err(), "one host a folder");
        drop(store);
        std::mem::forget(abandoned);

        let store = Store::open(root.path()).expect("the same store");
        assert_eq!(store.list(&folder).expect("two messages"), before);
        let left = fs::read_dir(root.path().join("tmp")).expect("a folder");
        assert_eq!(left.count(), 0);
        assert!(store.new_uid() > before[1].uid);
    }

    #[test]
    fn an_address_never_leaves_its_folder() {
        let root = tempfile::tempdir().expect("a folder");
        let store = Store::open(root.path()).expect("a store");
        let name = |address| {
            let path = store.outbox(address);
            assert_eq!(path.parent(), Some(store.relayed().as_path()));
            path.file_name()
                .map(|name| name.to_string_lossy().into_owned())
        };
        assert_eq!(
            name("Dana@example.org").as_deref(),
            Some("dana@example.org")
        );
        assert_eq!(name("../a/b@x").as_deref(), Some("%2E.%2Fa%2Fb@x"));
        assert_eq!(name("\"a b\"@x").as_deref(), Some("%22a%20b%22@x"));
        assert!(name(&"é".repeat(200)).is_some_and(|name| name.len() < 255));
    }
}
