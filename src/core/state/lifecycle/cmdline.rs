//! The command line: options as CPython's `python3.13` has them.
#![forbid(unsafe_code)]

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};

use super::status::{Failure, Step};
use super::usage;
use crate::state::config::{Config, Text};

const WITH_VALUE: &str = "cmWX";
const FLAGS: &str = "bBdEhiIJOPqRsStuvVx?";
const LONG: [&str; 6] = ["help", "version", "help-all", "help-env", "help-xoptions", "check-hash-based-pycs"];

/// A piece of the command line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Item<'a> {
    /// An option without a value
    Flag(char),
    /// An option with its value
    Value(char, &'a OsStr),
    /// `--name`, with the next argument when it takes one
    Long(&'a str, Option<&'a OsStr>),
    /// What is wrong
    Wrong(Wrong<'a>),
}

/// What can be wrong with an option.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wrong<'a> {
    /// There is no such letter
    Letter(char),
    /// There is no such name
    Name(&'a OsStr),
    /// The letter's value is missing
    Value(char),
}

/// Cuts arguments (without the program) into options, up to the first that is none, or to `-c` and `-m`.
pub struct Options<'a> {
    args: &'a [Text],
    next: usize,
    letters: &'a [u8],
    ended: bool,
}

impl<'a> Options<'a> {
    pub fn new(args: &'a [Text]) -> Self {
        Options { args, next: 0, letters: &[], ended: false }
    }

    /// How many arguments were read.
    pub fn position(&self) -> usize {
        self.next
    }

    fn long(&mut self, name: &'a OsStr) -> Item<'a> {
        let Some(known) = LONG.into_iter().find(|known| name == *known) else {
            self.ended = true;
            return Item::Wrong(Wrong::Name(name));
        };
        if known != "check-hash-based-pycs" {
            return Item::Long(known, None);
        }
        let value = self.args.get(self.next).map(OsString::as_os_str);
        self.next += usize::from(value.is_some());
        Item::Long(known, value)
    }
}

impl<'a> Iterator for Options<'a> {
    type Item = Item<'a>;

    fn next(&mut self) -> Option<Item<'a>> {
        if self.letters.is_empty() {
            if self.ended {
                return None;
            }
            let arg = self.args.get(self.next)?.as_bytes();
            if arg.len() < 2 || arg[0] != b'-' {
                return None;
            }
            self.next += 1;
            if arg == b"--" {
                self.ended = true;
                return None;
            }
            if let Some(name) = arg.strip_prefix(b"--") {
                return Some(self.long(OsStr::from_bytes(name)));
            }
            self.letters = &arg[1..];
        }
        let letter = self.letters[0];
        self.letters = &self.letters[1..];
        let c = char::from(letter);
        if FLAGS.contains(c) {
            return Some(Item::Flag(c));
        }
        if !WITH_VALUE.contains(c) {
            (self.ended, self.letters) = (true, &[]);
            return Some(Item::Wrong(Wrong::Letter(c)));
        }
        let value = match std::mem::take(&mut self.letters) {
            [] => {
                let value = self.args.get(self.next).map(OsString::as_os_str);
                self.next += usize::from(value.is_some());
                value
            }
            inline => Some(OsStr::from_bytes(inline)),
        };
        self.ended |= matches!(c, 'c' | 'm');
        Some(match value {
            Some(value) => Item::Value(c, value),
            None => {
                self.ended = true;
                Item::Wrong(Wrong::Value(c))
            }
        })
    }
}

/// Reads the options in `config.argv` into the configuration, and leaves the program's own arguments there. Gives the values of
/// `-W`.
pub fn parse(config: &mut Config) -> Step<Vec<Text>> {
    let argv = std::mem::take(&mut config.argv);
    let program = argv.first().cloned().unwrap_or_else(|| "python".into());
    let args = argv.get(1..).unwrap_or_default();
    let mut options = Options::new(args);
    let (mut warnings, mut version) = (Vec::new(), 0);
    #[allow(clippy::while_let_on_iterator)] // the arms ask for the rest
    while let Some(item) = options.next() {
        match item {
            Item::Flag(c) => match c {
                'b' => config.bytes_warning += 1,
                'B' => config.write_bytecode = 0,
                'd' => config.parser_debug += 1,
                'E' => config.use_environment = 0,
                'i' => {
                    config.inspect += 1;
                    config.interactive += 1;
                }
                'I' => config.isolated += 1,
                'O' => config.optimization_level += 1,
                'P' => config.safe_path = 1,
                'q' => config.quiet += 1,
                's' => config.user_site_directory = 0,
                'S' => config.site_import = 0,
                'u' => config.buffered_stdio = 0,
                'v' => config.verbose += 1,
                'x' => config.skip_source_first_line = 1,
                'V' => version += 1,
                'h' | '?' => return Err(usage::show(&program, usage::Topic::Options)),
                'J' => return Err(usage::wrong(&program, "-J is reserved for Jython")),
                // -R and -t are accepted and mean nothing any more.
                _ => {}
            },
            Item::Value('c', command) => {
                if config.run_command.is_none() {
                    let mut text = command.as_bytes().to_vec();
                    text.push(b'\n');
                    config.run_command = Some(OsString::from_vec(text));
                }
            }
            Item::Value('m', module) => {
                config.run_module.get_or_insert_with(|| module.to_owned());
            }
            Item::Value('W', warning) => warnings.push(warning.to_owned()),
            Item::Value(_, option) => config.xoptions.push(option.to_owned()),
            Item::Long("version", _) => version += 1,
            Item::Long("help", _) => return Err(usage::show(&program, usage::Topic::Options)),
            Item::Long("help-all", _) => return Err(usage::show(&program, usage::Topic::All)),
            Item::Long("help-env", _) => return Err(usage::show(&program, usage::Topic::Environment)),
            Item::Long("help-xoptions", _) => return Err(usage::show(&program, usage::Topic::XOptions)),
            Item::Long(_, mode) => check_hash(config, &program, mode)?,
            Item::Wrong(what) => {
                let text = match what {
                    Wrong::Letter(c) => format!("Unknown option: -{c}"),
                    Wrong::Name(name) => format!("unknown option --{}", name.to_string_lossy()),
                    Wrong::Value(c) => format!("Argument expected for the -{c} option"),
                };
                return Err(usage::wrong(&program, &text));
            }
        }
    }
    if version > 0 {
        if version > 1 {
            println!("Python {}", crate::builtin::sys::VERSION);
        } else {
            println!("Python 3.13.5");
        }
        return Err(Failure::Exit(0));
    }
    let rest = &args[options.position()..];
    if config.run_command.is_none() && config.run_module.is_none() && config.run_filename.is_none() {
        config.run_filename = rest.first().filter(|file| *file != "-").cloned();
    }
    config.argv = if config.run_command.is_some() {
        std::iter::once("-c".into()).chain(rest.iter().cloned()).collect()
    } else if config.run_module.is_some() {
        std::iter::once("-m".into()).chain(rest.iter().cloned()).collect()
    } else {
        rest.to_vec()
    };
    config.parse_argv = 2;
    Ok(warnings)
}

fn check_hash(config: &mut Config, program: &OsStr, mode: Option<&OsStr>) -> Step {
    match mode {
        None => Err(usage::wrong(program, "Argument expected for the --check-hash-based-pycs options")),
        Some(mode) if ["default", "always", "never"].into_iter().any(|m| mode == m) => {
            config.check_hash_pycs_mode = Some(mode.to_owned());
            Ok(())
        }
        Some(_) => {
            let text = "--check-hash-based-pycs must be one of 'default', 'always', or 'never'";
            Err(usage::wrong(program, text))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(args: &[&str]) -> (Config, Step<Vec<Text>>) {
        let argv = std::iter::once("mortise").chain(args.iter().copied()).map(Text::from).collect();
        let mut config = Config { argv, ..Config::python() };
        let result = parse(&mut config);
        (config, result)
    }

    #[test]
    fn command_takes_the_rest() {
        let (config, _) = run(&["-Bc", "pass", "-S", "x"]);
        assert_eq!(config.run_command, Some("pass\n".into()));
        assert_eq!(config.argv, ["-c", "-S", "x"]);
        assert_eq!((config.write_bytecode, config.site_import), (0, 1));
    }

    #[test]
    fn values_may_be_attached() {
        let (config, warnings) = run(&["-Xgil=1", "-Werror", "-mmod", "a"]);
        assert_eq!(config.run_module, Some("mod".into()));
        assert_eq!(config.xoptions, ["gil=1"]);
        assert_eq!(warnings, Ok(vec!["error".into()]));
    }

    #[test]
    fn wrong_options_are_told() {
        assert_eq!(run(&["-Z"]).1, Err(Failure::Exit(2)));
        assert_eq!(run(&["-c"]).1, Err(Failure::Exit(2)));
        let args = ["-BZ".into()];
        let items: Vec<Item<'_>> = Options::new(&args).collect();
        assert_eq!(items, [Item::Flag('B'), Item::Wrong(Wrong::Letter('Z'))]);
    }

    #[test]
    fn script_keeps_its_arguments() {
        let (config, _) = run(&["-O", "file.py", "-O"]);
        assert_eq!(config.run_filename, Some("file.py".into()));
        assert_eq!(config.argv, ["file.py", "-O"]);
        assert_eq!(config.optimization_level, 1);
    }

    #[test]
    fn dashes_end_the_options() {
        assert_eq!(run(&["--", "-v"]).0.argv, ["-v"]);
        let (config, _) = run(&["-", "-v"]);
        assert_eq!((config.run_filename, config.argv), (None, vec!["-".into(), "-v".into()]));
    }
}
