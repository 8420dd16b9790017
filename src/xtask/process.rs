//! Where things are, and running other programs.

use std::ffi::OsStr;
use std::io::Read;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// The project's folder.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).expect("src/xtask lies two folders deep").to_owned()
}

/// Cargo's target folder: the one this very executable was built into.
pub fn target_dir() -> Result<PathBuf> {
    let exe = std::env::current_exe().context("where is this executable?")?;
    // target/PROFILE/xtask
    exe.ancestors().nth(2).map(Path::to_owned).context("this executable lies in no target folder")
}

/// `cargo`, started in the project's folder, with the target folder that this executable came from.
pub fn cargo() -> Result<Command> {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root()).env("CARGO_TARGET_DIR", target_dir()?);
    Ok(command)
}

/// Runs `command` with its output going where ours goes; an error if it fails.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot run {}", show(command)))?;
    if !status.success() {
        bail!("{} failed: {}", show(command), describe(status));
    }
    Ok(())
}

/// Runs `command` and gives its standard output; an error, with what it wrote, if it fails.
pub fn output(command: &mut Command) -> Result<String> {
    let out = command.output().with_context(|| format!("cannot run {}", show(command)))?;
    if !out.status.success() {
        let text = [out.stdout, out.stderr].concat();
        bail!("{} failed: {}\n{}", show(command), describe(out.status), String::from_utf8_lossy(&text));
    }
    String::from_utf8(out.stdout)
        .with_context(|| format!("{} wrote something that is not UTF-8", show(command)))
}

/// What a child process that was run under a time limit did.
pub struct Outcome {
    /// `None`: it was stopped because its time was up.
    pub status: Option<ExitStatus>,
    pub stdout: String,
    pub stderr: String,
    pub time: Duration,
}

impl Outcome {
    /// Whether it ended by itself with exit code 0.
    pub fn success(&self) -> bool {
        self.status.is_some_and(|s| s.success())
    }

    /// Whether it ended with exit code 0 and `ok` as its last line: it ran to its end and did not merely end.
    pub fn said_ok(&self) -> bool {
        self.success() && self.stdout.lines().last() == Some("ok")
    }

    /// How it ended, for people: `exit code 1`, `signal 11 (SIGSEGV)`, `no end after 60 s`.
    pub fn ending(&self) -> String {
        match self.status {
            Some(status) => describe(status),
            None => format!("no end after {} s", self.time.as_secs()),
        }
    }

    /// The last line that says something, standard error first: usually the exception.
    pub fn last_line(&self) -> &str {
        [&self.stderr, &self.stdout]
            .into_iter()
            .find_map(|text| text.lines().rev().find(|line| !line.trim().is_empty()))
            .unwrap_or("")
            .trim()
    }
}

/// Runs `command` with nothing on its standard input for at most `limit`; then it and its children are killed.
pub fn run_within(command: &mut Command, limit: Duration) -> Result<Outcome> {
    let start = Instant::now();
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
    let mut child = command.spawn().with_context(|| format!("cannot run {}", show(command)))?;
    let (mut out, mut err) = (child.stdout.take().expect("piped"), child.stderr.take().expect("piped"));
    std::thread::scope(|scope| {
        let stdout = scope.spawn(move || read_text(&mut out));
        let stderr = scope.spawn(move || read_text(&mut err));
        let status = loop {
            if let Some(status) = child.try_wait()? {
                break Some(status);
            }
            if start.elapsed() >= limit {
                // The group too: a grandchild that holds the pipes open would keep the readers waiting.
                let group = format!("-{}", child.id());
                let _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
                let _ = child.kill();
                child.wait()?;
                break None;
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        let time = start.elapsed();
        let text = |reader: std::thread::ScopedJoinHandle<'_, String>| {
            reader.join().expect("the reader does not panic")
        };
        Ok(Outcome { status, stdout: text(stdout), stderr: text(stderr), time })
    })
}

fn read_text(pipe: &mut impl Read) -> String {
    let mut bytes = Vec::new();
    // An error here means that the child is gone; what came before it counts.
    let _ = pipe.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// `exit code N` or `signal N (NAME)`.
pub fn describe(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("exit code {code}"),
        (None, Some(signal)) => {
            let name = match signal {
                4 => " (SIGILL)",
                6 => " (SIGABRT)",
                7 => " (SIGBUS)",
                8 => " (SIGFPE)",
                9 => " (SIGKILL)",
                11 => " (SIGSEGV)",
                15 => " (SIGTERM)",
                _ => "",
            };
            format!("signal {signal}{name}")
        }
        (None, None) => status.to_string(),
    }
}

fn show(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// Does `work` for every item on as many threads as there are cores; results are in the items' order.
pub fn parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get()).min(items.len().max(1));
    let next = AtomicUsize::new(0);
    let results: Vec<Mutex<Option<R>>> = items.iter().map(|_| Mutex::new(None)).collect();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            // Compiling deeply nested code wants more stack than a thread usually has.
            let thread = std::thread::Builder::new().stack_size(64 << 20);
            let spawned = thread.spawn_scoped(scope, || {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(index) else { break };
                    let result = work(item);
                    *results[index].lock().expect("no panic while storing") = Some(result);
                }
            });
            spawned.expect("the system has room for a thread");
        }
    });
    results
        .into_iter()
        .map(|r| r.into_inner().expect("no panic while storing").expect("every item was done"))
        .collect()
}

/// The files in `folder` (not below it) whose names satisfy `wanted`, sorted.
pub fn files(folder: &Path, wanted: impl Fn(&str) -> bool) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_file() && path.file_name().and_then(OsStr::to_str).is_some_and(&wanted) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// `path`'s file name as text; empty if it has none.
pub fn file_name(path: &Path) -> &str {
    path.file_name().and_then(OsStr::to_str).unwrap_or("")
}
