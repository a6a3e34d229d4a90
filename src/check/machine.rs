//! The machine: room on the disk, and memory.

use std::path::PathBuf;
use std::time::Duration;

use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::advice;
use super::catalog::CheckId;
use super::finding::Finding;
use super::system::System;
use crate::environment::Environment;
use crate::timed::{Timed, timed};

const GIB: u64 = 1024 * 1024 * 1024;

/// Room for the scaffold's builds (1.4 GB: the tests, and the release build of `sam build`), for the toolchain and
/// the registry's crates, and for the project to grow.
const ROOM_TO_BUILD: u64 = 5 * GIB;

/// With less than this not even the scaffold's two builds end.
const ROOM_TO_BEGIN: u64 = GIB + GIB / 2;

/// What the scaffold's builds take at their peak, with two jobs: 2.7 GB.
const MEMORY_TO_BUILD: u64 = 3 * GIB;

/// A file system may be a server that is gone.
const LIMIT: Duration = Duration::from_secs(2);

/// What the machine has.
#[derive(Debug)]
pub(crate) struct Facts {
    pub(crate) folder: PathBuf,
    /// Bytes that a user may still write where the command was started, or why that is not known.
    pub(crate) free: Timed<Result<u64, String>>,
    /// Bytes of memory and swap space that this process may use.
    pub(crate) memory: Timed<Option<u64>>,
}

pub(crate) async fn gather(environment: &Environment) -> Facts {
    let folder = environment.folder().to_owned();
    let measured = folder.clone();
    let free = async {
        match timeout(LIMIT, spawn_blocking(move || fs4::statvfs(measured))).await {
            Ok(Ok(Ok(stats))) => Ok(stats.available_space()),
            Ok(Ok(Err(error))) => Err(error.to_string()),
            Ok(Err(_)) | Err(_) => Err(format!("no answer within {}s", LIMIT.as_secs())),
        }
    };
    let (free, memory) = tokio::join!(timed(free), timed(async { memory() }));
    Facts { folder, free, memory }
}

/// Returns the memory and swap space of the machine, or less where a container may not use it all.
fn memory() -> Option<u64> {
    let mut system = sysinfo::System::new();
    system.refresh_memory();
    let of_container = system.cgroup_limits().map_or(u64::MAX, |limits| limits.total_memory);
    let total = system.total_memory().min(of_container) + system.total_swap();
    (system.total_memory() > 0).then_some(total)
}

pub(crate) fn judge(facts: &Facts, system: System) -> Vec<Finding> {
    vec![disk(facts, system), memory_enough(facts, system)]
}

fn disk(facts: &Facts, system: System) -> Finding {
    let id = CheckId::MachineDisk;
    let look = advice::make_room(system);
    let place = facts.folder.display();
    let finding = match &facts.free.value {
        Err(reason) => Finding::unknown(
            id,
            format!("cannot tell how much room there is in {place}: {reason}"),
            advice::look_at_disks(system),
        ),
        Ok(free) if *free < ROOM_TO_BEGIN => Finding::fail(
            id,
            format!("{} free in {place}; a build needs about 5 GB", gigabytes(*free)),
            look,
        ),
        Ok(free) if *free < ROOM_TO_BUILD => Finding::warn(
            id,
            format!("{} free in {place}; a build needs about 5 GB", gigabytes(*free)),
            look,
        ),
        Ok(free) => Finding::pass(id, format!("{} free in {place}", gigabytes(*free))),
    };
    let free = facts.free.value.as_ref().ok();
    finding
        .fact("free_bytes", free)
        .fact("folder", facts.folder.display().to_string())
        .taking(facts.free.took)
}

fn memory_enough(facts: &Facts, system: System) -> Finding {
    let id = CheckId::MachineMemory;
    let finding = match facts.memory.value {
        None => Finding::unknown(
            id,
            "cannot tell how much memory there is",
            advice::look_at_memory(system),
        ),
        Some(bytes) if bytes < MEMORY_TO_BUILD => Finding::warn(
            id,
            format!(
                "{} of memory and swap; a build takes up to 2.7 GB, and the compiler may be killed",
                gigabytes(bytes)
            ),
            advice::more_memory(system),
        ),
        Some(bytes) => Finding::pass(id, format!("{} of memory and swap", gigabytes(bytes))),
    };
    finding.fact("memory_bytes", facts.memory.value).taking(facts.memory.took)
}

fn gigabytes(bytes: u64) -> String {
    let tenths = bytes / (GIB / 10);
    format!("{}.{} GB", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::finding::Status;

    fn facts(free: Result<u64, String>, memory: Option<u64>) -> Facts {
        let took = Duration::ZERO;
        Facts {
            folder: "/w".into(),
            free: Timed { value: free, took },
            memory: Timed { value: memory, took },
        }
    }

    fn statuses(facts: &Facts) -> Vec<Status> {
        judge(facts, System::Dnf).iter().map(|finding| finding.status).collect()
    }

    #[test]
    fn a_full_disk_fails_a_small_one_warns_and_a_silent_one_is_unknown() {
        let disk = |free| statuses(&facts(free, None))[0];

        assert_eq!(disk(Ok(6 * GIB)), Status::Pass);
        assert_eq!(disk(Ok(4 * GIB)), Status::Warn);
        assert_eq!(disk(Ok(GIB)), Status::Fail);
        assert_eq!(disk(Err("gone".to_owned())), Status::Unknown);
    }

    #[test]
    fn little_memory_warns_and_no_answer_is_unknown() {
        let memory = |memory| statuses(&facts(Ok(GIB), memory))[1];

        assert_eq!(memory(Some(4 * GIB)), Status::Pass);
        assert_eq!(memory(Some(GIB)), Status::Warn);
        assert_eq!(memory(None), Status::Unknown);
    }

    #[test]
    fn sizes_are_read_in_gigabytes() {
        assert_eq!(gigabytes(5 * GIB + GIB / 2), "5.5 GB");
        assert_eq!(gigabytes(0), "0.0 GB");
    }
}
