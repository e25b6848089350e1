//! The memory of this process, which holds secrets: nobody reads it from outside.

/// Keeps the memory of this process out of core files and away from other processes of the same user, which could read
/// `/proc/PID/mem` and `/proc/PID/environ` otherwise. Call it before the first secret is read.
///
/// It is a protection beside others, so a system that refuses it does not stop the run. A child process is not affected on
/// Linux: the system gives a new program its own setting, and the limit of core files can be raised again.
pub(crate) fn protect() {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let maximum = getrlimit(Resource::Core).maximum;
        let none = Rlimit {
            current: Some(0),
            maximum,
        };
        let _ = setrlimit(Resource::Core, none);
    }
}
