//! The sample extensions: building them for an interpreter and running their tests.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::cext::Extension;
use crate::process::{file_name, files, parallel, root};
use crate::python::Python;
use crate::suites::{Plan, Tally};

/// A folder of `sample-extensions/`.
pub struct Sample {
    pub name: String,
    pub folder: PathBuf,
}

impl Sample {
    /// Its test program.
    pub fn test(&self) -> PathBuf {
        self.folder.join(format!("test_{}.py", self.name))
    }
}

/// All samples, by name: every folder that has a C file of its own name.
pub fn all() -> Result<Vec<Sample>> {
    let mut samples = Vec::new();
    for entry in std::fs::read_dir(root().join("sample-extensions"))? {
        let folder = entry?.path();
        let name = file_name(&folder).to_owned();
        if folder.join(format!("{name}.c")).is_file() {
            samples.push(Sample { name, folder });
        }
    }
    samples.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(samples)
}

/// Compiles all samples for `python` into `out`; a sample's error is its own.
pub fn build(samples: &[Sample], out: &Path, python: &Python) -> Vec<Result<()>> {
    parallel(samples, |sample| {
        let mut extension = Extension::single(&sample.name, &sample.folder, out, python);
        extension.sources = files(&sample.folder, |name| name.ends_with(".c"))?;
        extension.compile(&python.include_dirs())
    })
}

/// Builds the samples and runs their tests.
pub fn run(plan: &Plan<'_>, tally: &mut Tally) -> Result<()> {
    let wanted: Vec<Sample> =
        all()?.into_iter().filter(|s| plan.wants("samples", file_name(&s.test()))).collect();
    let out = plan.build_dir("samples")?;
    for (sample, built) in wanted.iter().zip(build(&wanted, &out, plan.python)) {
        match built {
            Ok(()) => {}
            Err(error) => tally
                .fail(&format!("[{}] samples/{}", plan.python.label(), sample.name), &format!("{error:#}")),
        }
    }
    for sample in &wanted {
        // A sample that did not compile has been counted; its test would only say so again.
        if out.join(format!("{}{}", sample.name, plan.python.flavour.ext_suffix())).is_file() {
            plan.run_file("samples", &sample.test(), std::slice::from_ref(&out), tally)?;
        }
    }
    Ok(())
}
