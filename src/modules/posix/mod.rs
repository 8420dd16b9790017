//! `posix`: the system calls behind `os`.
#![forbid(unsafe_code)]

mod constants;
mod fds;
mod files;
mod process;
mod stat;
mod system;

use std::ffi::CStr;
use std::sync::OnceLock;

use mortise_core::builtin::support::{add, add_int, add_type, class_object, ready, struct_sequence_type};
use mortise_core::heap::native::NativeClass;
use mortise_core::objects::Module;
use mortise_core::objects::exceptions::classes;
use mortise_core::{Attached, Borrowed, Owned, PyResult, builtin_module, method};

builtin_module! {
    /// `posix`
    pub POSIX = "posix" {
        doc: "This module provides access to operating system functionality that is\nstandardized by the C Standard and the POSIX standard (a thinly\ndisguised Unix interface).  Refer to the library manual and\ncorresponding Unix manual entries for more information on calls.",
        methods: [
            method!(keywords "stat", stat::stat, "stat($module, /, path, *, dir_fd=None, follow_symlinks=True)\n--\n\nPerform a stat system call on the given path."),
            method!(keywords "access", files::access, "access($module, /, path, mode, *, dir_fd=None, effective_ids=False,
       follow_symlinks=True)\n--\n\nUse the real uid/gid to test for access to a path."),
            method!(fastcall "ttyname", fds::ttyname, "ttyname($module, fd, /)\n--\n\nReturn the name of the terminal device connected to 'fd'."),
            method!(keywords "chdir", files::chdir, "chdir($module, /, path)\n--\n\nChange the current working directory to the specified path."),
            method!(keywords "chmod", files::chmod, "chmod($module, /, path, mode, *, dir_fd=None,
      follow_symlinks=(os.name != 'nt'))\n--\n\nChange the access permissions of a file."),
            method!(keywords "fchmod", fds::fchmod, "fchmod($module, /, fd, mode)\n--\n\nChange the access permissions of the file given by file descriptor fd."),
            method!(keywords "chown", files::chown, "chown($module, /, path, uid, gid, *, dir_fd=None, follow_symlinks=True)\n--\n\nChange the owner and group id of path to the numeric uid and gid.\\"),
            method!(keywords "fchown", fds::fchown, "fchown($module, /, fd, uid, gid)\n--\n\nChange the owner and group id of the file specified by file descriptor."),
            method!(keywords "lchown", files::lchown, "lchown($module, /, path, uid, gid)\n--\n\nChange the owner and group id of path to the numeric uid and gid."),
            method!(keywords "chroot", files::chroot, "chroot($module, /, path)\n--\n\nChange root directory to path."),
            method!(noargs "ctermid", system::ctermid, "ctermid($module, /)\n--\n\nReturn the name of the controlling terminal for this process."),
            method!(noargs "getcwd", files::getcwd, "getcwd($module, /)\n--\n\nReturn a unicode string representing the current working directory."),
            method!(noargs "getcwdb", files::getcwdb, "getcwdb($module, /)\n--\n\nReturn a bytes string representing the current working directory."),
            method!(keywords "link", files::link, "link($module, /, src, dst, *, src_dir_fd=None, dst_dir_fd=None,
     follow_symlinks=True)\n--\n\nCreate a hard link to a file."),
            method!(keywords "listdir", files::listdir, "listdir($module, /, path=None)\n--\n\nReturn a list containing the names of the files in the directory."),
            method!(keywords "lstat", stat::lstat, "lstat($module, /, path, *, dir_fd=None)\n--\n\nPerform a stat system call on the given path, without following symbolic links."),
            method!(keywords "mkdir", files::mkdir, "mkdir($module, /, path, mode=511, *, dir_fd=None)\n--\n\nCreate a directory."),
            method!(fastcall "nice", process::nice, "nice($module, increment, /)\n--\n\nAdd increment to the priority of process and return the new priority."),
            method!(fastcall "getpriority", process::getpriority, "getpriority($module, /, which, who)\n--\n\nReturn program scheduling priority."),
            method!(fastcall "setpriority", process::setpriority, "setpriority($module, /, which, who, priority)\n--\n\nSet program scheduling priority."),
            method!(keywords "readlink", files::readlink, "readlink($module, /, path, *, dir_fd=None)\n--\n\nReturn a string representing the path to which the symbolic link points."),
            method!(keywords "rename", files::rename, "rename($module, /, src, dst, *, src_dir_fd=None, dst_dir_fd=None)\n--\n\nRename a file or directory."),
            method!(keywords "replace", files::replace, "replace($module, /, src, dst, *, src_dir_fd=None, dst_dir_fd=None)\n--\n\nRename a file or directory, overwriting the destination."),
            method!(keywords "rmdir", files::rmdir, "rmdir($module, /, path, *, dir_fd=None)\n--\n\nRemove a directory."),
            method!(keywords "symlink", files::symlink, "symlink($module, /, src, dst, target_is_directory=False, *, dir_fd=None)\n--\n\nCreate a symbolic link pointing to src named dst."),
            method!(keywords "system", process::system, "system($module, /, command)\n--\n\nExecute the command in a subshell."),
            method!(fastcall "umask", system::umask, "umask($module, mask, /)\n--\n\nSet the current numeric umask and return the previous umask."),
            method!(noargs "uname", system::uname, "uname($module, /)\n--\n\nReturn an object identifying the current operating system."),
            method!(keywords "unlink", files::unlink, "unlink($module, /, path, *, dir_fd=None)\n--\n\nRemove a file (same as remove())."),
            method!(keywords "remove", files::remove_, "remove($module, /, path, *, dir_fd=None)\n--\n\nRemove a file (same as unlink())."),
            method!(keywords "utime", files::utime, "utime($module, /, path, times=None, *, ns=<unrepresentable>,
      dir_fd=None, follow_symlinks=True)\n--\n\nSet the access and modified time of path."),
            method!(noargs "times", system::times, "times($module, /)\n--\n\nReturn a collection containing process timing information."),
            method!(keywords "_exit", process::exit_now, "_exit($module, /, status)\n--\n\nExit to the system with specified status, without normal exit processing."),
            method!(fastcall "execv", process::execv, "execv($module, path, argv, /)\n--\n\nExecute an executable path with arguments, replacing current process."),
            method!(keywords "execve", process::execve, "execve($module, /, path, argv, env)\n--\n\nExecute an executable path with arguments, replacing current process."),
            method!(noargs "fork", process::fork, "fork($module, /)\n--\n\nFork a child process."),
            method!(keywords "register_at_fork", process::register_at_fork, "register_at_fork($module, /, *, before=<unrepresentable>,
                 after_in_child=<unrepresentable>,
                 after_in_parent=<unrepresentable>)\n--\n\nRegister callables to be called when forking a new process."),
            method!(fastcall "sched_get_priority_max", process::sched_get_priority_max, "sched_get_priority_max($module, /, policy)\n--\n\nGet the maximum scheduling priority for policy."),
            method!(fastcall "sched_get_priority_min", process::sched_get_priority_min, "sched_get_priority_min($module, /, policy)\n--\n\nGet the minimum scheduling priority for policy."),
            method!(fastcall "sched_getscheduler", process::sched_getscheduler, "sched_getscheduler($module, pid, /)\n--\n\nGet the scheduling policy for the process identified by pid."),
            method!(fastcall "sched_yield", process::sched_yield, "sched_yield($module, /)\n--\n\nVoluntarily relinquish the CPU."),
            method!(fastcall "sched_setaffinity", process::sched_setaffinity, "sched_setaffinity($module, pid, mask, /)\n--\n\nSet the CPU affinity of the process identified by pid to mask."),
            method!(fastcall "sched_getaffinity", process::sched_getaffinity, "sched_getaffinity($module, pid, /)\n--\n\nReturn the affinity of the process identified by pid (or the current process if zero)."),
            method!(o "posix_openpt", fds::posix_openpt, "posix_openpt($module, oflag, /)\n--\n\nOpen and return a file descriptor for a master pseudo-terminal device."),
            method!(fastcall "grantpt", fds::grantpt, "grantpt($module, fd, /)\n--\n\nGrant access to the slave pseudo-terminal device."),
            method!(fastcall "unlockpt", fds::unlockpt, "unlockpt($module, fd, /)\n--\n\nUnlock a pseudo-terminal master/slave pair."),
            method!(fastcall "ptsname", fds::ptsname, "ptsname($module, fd, /)\n--\n\nReturn the name of the slave pseudo-terminal device."),
            method!(noargs "getegid", process::getegid, "getegid($module, /)\n--\n\nReturn the current process's effective group id."),
            method!(noargs "geteuid", process::geteuid, "geteuid($module, /)\n--\n\nReturn the current process's effective user id."),
            method!(noargs "getgid", process::getgid, "getgid($module, /)\n--\n\nReturn the current process's group id."),
            method!(noargs "getgroups", process::getgroups, "getgroups($module, /)\n--\n\nReturn list of supplemental group IDs for the process."),
            method!(fastcall "getpid", process::getpid, "getpid($module, /)\n--\n\nReturn the current process id."),
            method!(fastcall "getpgrp", process::getpgrp, "getpgrp($module, /)\n--\n\nReturn the current process group id."),
            method!(fastcall "getppid", process::getppid, "getppid($module, /)\n--\n\nReturn the parent's process id."),
            method!(noargs "getuid", process::getuid, "getuid($module, /)\n--\n\nReturn the current process's user id."),
            method!(fastcall "kill", process::kill, "kill($module, pid, signal, /)\n--\n\nKill a process with a signal."),
            method!(fastcall "killpg", process::killpg, "killpg($module, pgid, signal, /)\n--\n\nKill a process group with a signal."),
            method!(fastcall "setuid", process::setuid, "setuid($module, uid, /)\n--\n\nSet the current process's user id."),
            method!(fastcall "seteuid", process::seteuid, "seteuid($module, euid, /)\n--\n\nSet the current process's effective user id."),
            method!(fastcall "setreuid", process::setreuid, "setreuid($module, ruid, euid, /)\n--\n\nSet the current process's real and effective user ids."),
            method!(fastcall "setgid", process::setgid, "setgid($module, gid, /)\n--\n\nSet the current process's group id."),
            method!(fastcall "setegid", process::setegid, "setegid($module, egid, /)\n--\n\nSet the current process's effective group id."),
            method!(fastcall "setregid", process::setregid, "setregid($module, rgid, egid, /)\n--\n\nSet the current process's real and effective group ids."),
            method!(o "setgroups", process::setgroups, "setgroups($module, groups, /)\n--\n\nSet the groups of the current process to list."),
            method!(fastcall "getpgid", process::getpgid, "getpgid($module, /, pid)\n--\n\nCall the system call getpgid(), and return the result."),
            method!(noargs "setpgrp", process::setpgrp, "setpgrp($module, /)\n--\n\nMake the current process the leader of its process group."),
            method!(noargs "wait", process::wait, "wait($module, /)\n--\n\nWait for completion of a child process."),
            method!(keywords "wait3", process::wait3, "wait3($module, /, options)\n--\n\nWait for completion of a child process."),
            method!(keywords "wait4", process::wait4, "wait4($module, /, pid, options)\n--\n\nWait for completion of a specific child process."),
            method!(fastcall "waitid", process::waitid, "waitid($module, idtype, id, options, /)\n--\n\nReturns the result of waiting for a process or processes."),
            method!(fastcall "waitpid", process::waitpid, "waitpid($module, pid, options, /)\n--\n\nWait for completion of a given child process."),
            method!(keywords "pidfd_open", process::pidfd_open, "pidfd_open($module, /, pid, flags=0)\n--\n\nReturn a file descriptor referring to the process *pid*."),
            method!(fastcall "getsid", process::getsid, "getsid($module, pid, /)\n--\n\nCall the system call getsid(pid) and return the result."),
            method!(fastcall "setsid", process::setsid, "setsid($module, /)\n--\n\nCall the system call setsid()."),
            method!(fastcall "setpgid", process::setpgid, "setpgid($module, pid, pgrp, /)\n--\n\nCall the system call setpgid(pid, pgrp)."),
            method!(fastcall "tcgetpgrp", fds::tcgetpgrp, "tcgetpgrp($module, fd, /)\n--\n\nReturn the process group associated with the terminal specified by fd."),
            method!(fastcall "tcsetpgrp", fds::tcsetpgrp, "tcsetpgrp($module, fd, pgid, /)\n--\n\nSet the process group associated with the terminal specified by fd."),
            method!(keywords "open", fds::open, "open($module, /, path, flags, mode=511, *, dir_fd=None)\n--\n\nOpen a file for low level IO.  Returns a file descriptor (integer)."),
            method!(keywords "close", fds::close, "close($module, /, fd)\n--\n\nClose a file descriptor."),
            method!(fastcall "closerange", fds::closerange, "closerange($module, fd_low, fd_high, /)\n--\n\nCloses all file descriptors in [fd_low, fd_high), ignoring errors."),
            method!(keywords "device_encoding", fds::device_encoding, "device_encoding($module, /, fd)\n--\n\nReturn a string describing the encoding of a terminal's file descriptor."),
            method!(fastcall "dup", fds::dup, "dup($module, fd, /)\n--\n\nReturn a duplicate of a file descriptor."),
            method!(keywords "dup2", fds::dup2, "dup2($module, /, fd, fd2, inheritable=True)\n--\n\nDuplicate file descriptor."),
            method!(fastcall "lockf", fds::lockf, "lockf($module, fd, command, length, /)\n--\n\nApply, test or remove a POSIX lock on an open file descriptor."),
            method!(fastcall "lseek", fds::lseek, "lseek($module, fd, position, whence, /)\n--\n\nSet the position of a file descriptor.  Return the new position."),
            method!(fastcall "read", fds::read, "read($module, fd, length, /)\n--\n\nRead from a file descriptor.  Returns a bytes object."),
            method!(fastcall "pread", fds::pread, "pread($module, fd, length, offset, /)\n--\n\nRead a number of bytes from a file descriptor starting at a particular offset."),
            method!(fastcall "write", fds::write, "write($module, fd, data, /)\n--\n\nWrite a bytes object to a file descriptor."),
            method!(fastcall "pwrite", fds::pwrite, "pwrite($module, fd, buffer, offset, /)\n--\n\nWrite bytes to a file descriptor starting at a particular offset."),
            method!(keywords "sendfile", fds::sendfile, "sendfile($module, /, out_fd, in_fd, offset, count)\n--\n\nCopy count bytes from file descriptor in_fd to file descriptor out_fd."),
            method!(keywords "fstat", stat::fstat, "fstat($module, /, fd)\n--\n\nPerform a stat system call on the given file descriptor."),
            method!(fastcall "isatty", fds::isatty, "isatty($module, fd, /)\n--\n\nReturn True if the fd is connected to a terminal."),
            method!(noargs "pipe", fds::pipe, "pipe($module, /)\n--\n\nCreate a pipe."),
            method!(o "pipe2", fds::pipe2, "pipe2($module, flags, /)\n--\n\nCreate a pipe with flags set atomically."),
            method!(keywords "mkfifo", files::mkfifo, "mkfifo($module, /, path, mode=438, *, dir_fd=None)\n--\n\nCreate a \"fifo\" (a POSIX named pipe)."),
            method!(keywords "mknod", files::mknod, "mknod($module, /, path, mode=384, device=0, *, dir_fd=None)\n--\n\nCreate a node in the file system."),
            method!(o "major", system::major, "major($module, device, /)\n--\n\nExtracts a device major number from a raw device number."),
            method!(o "minor", system::minor, "minor($module, device, /)\n--\n\nExtracts a device minor number from a raw device number."),
            method!(fastcall "makedev", system::makedev, "makedev($module, major, minor, /)\n--\n\nComposes a raw device number from the major and minor device numbers."),
            method!(fastcall "ftruncate", fds::ftruncate, "ftruncate($module, fd, length, /)\n--\n\nTruncate a file, specified by file descriptor, to a specific length."),
            method!(keywords "truncate", files::truncate, "truncate($module, /, path, length)\n--\n\nTruncate a file, specified by path, to a specific length."),
            method!(fastcall "posix_fallocate", fds::posix_fallocate, "posix_fallocate($module, fd, offset, length, /)\n--\n\nEnsure a file has allocated at least a particular number of bytes on disk."),
            method!(fastcall "posix_fadvise", fds::posix_fadvise, "posix_fadvise($module, fd, offset, length, advice, /)\n--\n\nAnnounce an intention to access data in a specific pattern."),
            method!(fastcall "putenv", system::putenv, "putenv($module, name, value, /)\n--\n\nChange or add an environment variable."),
            method!(o "unsetenv", system::unsetenv, "unsetenv($module, name, /)\n--\n\nDelete an environment variable."),
            method!(fastcall "strerror", system::get_strerror, "strerror($module, code, /)\n--\n\nTranslate an error code to a message string."),
            method!(keywords "fchdir", files::fchdir, "fchdir($module, /, fd)\n--\n\nChange to the directory of the given file descriptor."),
            method!(keywords "fsync", fds::fsync, "fsync($module, /, fd)\n--\n\nForce write of fd to disk."),
            method!(keywords "fdatasync", fds::fdatasync, "fdatasync($module, /, fd)\n--\n\nForce write of fd to disk without forcing update of metadata."),
            method!(keywords "WCOREDUMP", process::status::WCOREDUMP, "WCOREDUMP($module, status, /)\n--\n\nReturn True if the process returning status was dumped to a core file."),
            method!(keywords "WIFCONTINUED", process::status::WIFCONTINUED, "WIFCONTINUED($module, /, status)\n--\n\nReturn True if a particular process was continued from a job control stop."),
            method!(keywords "WIFSTOPPED", process::status::WIFSTOPPED, "WIFSTOPPED($module, /, status)\n--\n\nReturn True if the process returning status was stopped."),
            method!(keywords "WIFSIGNALED", process::status::WIFSIGNALED, "WIFSIGNALED($module, /, status)\n--\n\nReturn True if the process returning status was terminated by a signal."),
            method!(keywords "WIFEXITED", process::status::WIFEXITED, "WIFEXITED($module, /, status)\n--\n\nReturn True if the process returning status exited via the exit() system call."),
            method!(keywords "WEXITSTATUS", process::status::WEXITSTATUS, "WEXITSTATUS($module, /, status)\n--\n\nReturn the process return code from status."),
            method!(keywords "WTERMSIG", process::status::WTERMSIG, "WTERMSIG($module, /, status)\n--\n\nReturn the signal that terminated the process that provided the status value."),
            method!(keywords "WSTOPSIG", process::status::WSTOPSIG, "WSTOPSIG($module, /, status)\n--\n\nReturn the signal that stopped the process that provided the status value."),
            method!(fastcall "fstatvfs", stat::fstatvfs, "fstatvfs($module, fd, /)\n--\n\nPerform an fstatvfs system call on the given fd."),
            method!(keywords "statvfs", stat::statvfs, "statvfs($module, /, path)\n--\n\nPerform a statvfs system call on the given path."),
            method!(fastcall "confstr", system::confstr, "confstr($module, name, /)\n--\n\nReturn a string-valued system configuration variable."),
            method!(fastcall "sysconf", system::sysconf, "sysconf($module, name, /)\n--\n\nReturn an integer-valued system configuration variable."),
            method!(fastcall "fpathconf", system::fpathconf, "fpathconf($module, fd, name, /)\n--\n\nReturn the configuration limit name for the file descriptor fd."),
            method!(keywords "pathconf", system::pathconf, "pathconf($module, /, path, name)\n--\n\nReturn the configuration limit name for the file or directory path."),
            method!(noargs "abort", process::abort, "abort($module, /)\n--\n\nAbort the interpreter immediately."),
            method!(keywords "_path_splitroot_ex", system::splitroot, "_path_splitroot_ex($module, /, p)\n--\n\nSplit a pathname into drive, root and tail."),
            method!(keywords "_path_normpath", system::normpath, "_path_normpath($module, /, path)\n--\n\nNormalize path, eliminating double slashes, etc."),
            method!(noargs "getloadavg", system::getloadavg, "getloadavg($module, /)\n--\n\nReturn average recent system load information."),
            method!(fastcall "urandom", system::urandom, "urandom($module, size, /)\n--\n\nReturn a bytes object containing random bytes suitable for cryptographic use."),
            method!(fastcall "setresuid", process::setresuid, "setresuid($module, ruid, euid, suid, /)\n--\n\nSet the current process's real, effective, and saved user ids."),
            method!(fastcall "setresgid", process::setresgid, "setresgid($module, rgid, egid, sgid, /)\n--\n\nSet the current process's real, effective, and saved group ids."),
            method!(noargs "getresuid", process::getresuid, "getresuid($module, /)\n--\n\nReturn a tuple of the current process's real, effective, and saved user ids."),
            method!(noargs "getresgid", process::getresgid, "getresgid($module, /)\n--\n\nReturn a tuple of the current process's real, effective, and saved group ids."),
            method!(fastcall "get_terminal_size", system::get_terminal_size, "get_terminal_size($module, fd=<unrepresentable>, /)\n--\n\nReturn the size of the terminal window as (columns, lines)."),
            method!(noargs "cpu_count", process::cpu_count, "cpu_count($module, /)\n--\n\nReturn the number of logical CPUs in the system."),
            method!(fastcall "get_inheritable", fds::get_inheritable, "get_inheritable($module, fd, /)\n--\n\nGet the close-on-exe flag of the specified file descriptor."),
            method!(fastcall "set_inheritable", fds::set_inheritable, "set_inheritable($module, fd, inheritable, /)\n--\n\nSet the inheritable flag of the specified file descriptor."),
            method!(fastcall "get_blocking", fds::get_blocking, "get_blocking($module, fd, /)\n--\n\nGet the blocking mode of the file descriptor."),
            method!(fastcall "set_blocking", fds::set_blocking, "set_blocking($module, fd, blocking, /)\n--\n\nSet the blocking mode of the specified file descriptor."),
            method!(keywords "scandir", stat::scandir, "scandir($module, /, path=None)\n--\n\nReturn an iterator of DirEntry objects for given path."),
            method!(keywords "fspath", files::fspath, "fspath($module, /, path)\n--\n\nReturn the file system path representation of the object."),
            method!(keywords "getrandom", system::getrandom, "getrandom($module, /, size, flags=0)\n--\n\nObtain a series of random bytes."),
            method!(keywords "memfd_create", fds::memfd_create, "memfd_create($module, /, name, flags=MFD_CLOEXEC)\n--\n\n"),
            method!(keywords "eventfd", fds::eventfd, "eventfd($module, /, initval, flags=EFD_CLOEXEC)\n--\n\nCreates and returns an event notification file descriptor."),
            method!(fastcall "eventfd_read", fds::eventfd_read, "eventfd_read($module, /, fd)\n--\n\nRead eventfd value"),
            method!(fastcall "eventfd_write", fds::eventfd_write, "eventfd_write($module, /, fd, value)\n--\n\nWrite eventfd value."),
            method!(keywords "waitstatus_to_exitcode", process::waitstatus_to_exitcode, "waitstatus_to_exitcode($module, /, status)\n--\n\nConvert a wait status to an exit code."),
            method!(noargs "_is_inputhook_installed", system::inputhook_installed, "_is_inputhook_installed($module, /)\n--\n\nChecks if PyOS_CallInputHook is set"),
        ],
        exec: exec,
    }
}

type Field = (&'static CStr, &'static CStr);

struct Record {
    name: &'static CStr,
    doc: &'static CStr,
    fields: &'static [Field],
    visible: usize,
    cell: &'static OnceLock<Owned>,
}

const RECORDS: &[Record] = &[
    Record { name: c"os.stat_result", doc: c"stat_result: Result from stat, fstat, or lstat.\n\nThis object may be accessed either as a tuple of\n  (mode, ino, dev, nlink, uid, gid, size, atime, mtime, ctime)\nor via the attributes st_mode, st_ino, st_dev, st_nlink, st_uid, and so on.\n\nPosix/windows: If your platform supports st_blksize, st_blocks, st_rdev,\nor st_flags, they are available as attributes only.\n\nSee os.stat for more information.", visible: 10, cell: &stat::STAT_RESULT, fields: &[(c"st_mode", c"protection bits"), (c"st_ino", c"inode"), (c"st_dev", c"device"), (c"st_nlink", c"number of hard links"), (c"st_uid", c"user ID of owner"), (c"st_gid", c"group ID of owner"), (c"st_size", c"total size, in bytes"), (c"", c""), (c"", c""), (c"", c""), (c"st_atime", c"time of last access"), (c"st_mtime", c"time of last modification"), (c"st_ctime", c"time of last change"), (c"st_atime_ns", c"time of last access in nanoseconds"), (c"st_mtime_ns", c"time of last modification in nanoseconds"), (c"st_ctime_ns", c"time of last change in nanoseconds"), (c"st_blksize", c"blocksize for filesystem I/O"), (c"st_blocks", c"number of blocks allocated"), (c"st_rdev", c"device type (if inode device)")] },
    Record { name: c"os.statvfs_result", doc: c"statvfs_result: Result from statvfs or fstatvfs.\n\nThis object may be accessed either as a tuple of\n  (bsize, frsize, blocks, bfree, bavail, files, ffree, favail, flag, namemax),\nor via the attributes f_bsize, f_frsize, f_blocks, f_bfree, and so on.\n\nSee os.statvfs for more information.", visible: 10, cell: &stat::STATVFS_RESULT, fields: &[(c"f_bsize", c""), (c"f_frsize", c""), (c"f_blocks", c""), (c"f_bfree", c""), (c"f_bavail", c""), (c"f_files", c""), (c"f_ffree", c""), (c"f_favail", c""), (c"f_flag", c""), (c"f_namemax", c""), (c"f_fsid", c"")] },
    Record { name: c"os.terminal_size", doc: c"A tuple of (columns, lines) for holding terminal window size", visible: 2, cell: &system::TERMINAL_SIZE, fields: &[(c"columns", c"width of the terminal window in characters"), (c"lines", c"height of the terminal window in characters")] },
    Record { name: c"posix.times_result", doc: c"times_result: Result from os.times().\n\nThis object may be accessed either as a tuple of\n  (user, system, children_user, children_system, elapsed),\nor via the attributes user, system, children_user, children_system,\nand elapsed.\n\nSee os.times for more information.", visible: 5, cell: &system::TIMES_RESULT, fields: &[(c"user", c"user time"), (c"system", c"system time"), (c"children_user", c"user time of children"), (c"children_system", c"system time of children"), (c"elapsed", c"elapsed time since an arbitrary point in the past")] },
    Record { name: c"posix.uname_result", doc: c"uname_result: Result from os.uname().\n\nThis object may be accessed either as a tuple of\n  (sysname, nodename, release, version, machine),\nor via the attributes sysname, nodename, release, version, and machine.\n\nSee os.uname for more information.", visible: 5, cell: &system::UNAME_RESULT, fields: &[(c"sysname", c"operating system name"), (c"nodename", c"name of machine on network (implementation-defined)"), (c"release", c"operating system release"), (c"version", c"operating system version"), (c"machine", c"hardware identifier")] },
    Record { name: c"posix.sched_param", doc: c"Currently has only one field: sched_priority\n\n  sched_priority\n    A scheduling parameter.", visible: 1, cell: &process::SCHED_PARAM, fields: &[(c"sched_priority", c"the scheduling priority")] },
    Record { name: c"posix.waitid_result", doc: c"waitid_result: Result from waitid.\n\nThis object may be accessed either as a tuple of\n  (si_pid, si_uid, si_signo, si_status, si_code),\nor via the attributes si_pid, si_uid, and so on.\n\nSee os.waitid for more information.", visible: 5, cell: &process::WAITID_RESULT, fields: &[(c"si_pid", c""), (c"si_uid", c""), (c"si_signo", c""), (c"si_status", c""), (c"si_code", c"")] },
];

fn exec<'py>(py: Attached<'py>, module: Borrowed<'_, 'py, Module>) -> PyResult<()> {
    add(py, module, "environ", &system::environ(py)?)?;
    for &(name, value) in constants::CONSTANTS {
        add_int(py, module, name, value)?;
    }
    let tables = [
        ("sysconf_names", constants::SYSCONF),
        ("confstr_names", constants::CONFSTR),
        ("pathconf_names", constants::PATHCONF),
    ];
    for (name, table) in tables {
        let dict = py.dict()?;
        for &(key, value) in table {
            dict.set_str(key, &*py.int(value.into())?)?;
        }
        add(py, module, name, &dict)?;
    }
    let have =
        constants::HAVE.iter().map(|n| Ok(py.interned(n)?.into_any())).collect::<PyResult<Vec<_>>>()?;
    add(py, module, "_have_functions", &*py.list(have)?)?;
    add(py, module, "error", &class_object(py, classes::OSError()))?;
    for record in RECORDS {
        let ty = match record.cell.get() {
            Some(ty) => ty.bind(py).to_owned(),
            None => {
                let ty = struct_sequence_type(py, record.name, record.doc, record.fields, record.visible)?;
                // Executed once; should two threads race, either type will do.
                let _ = record.cell.set(ty.clone().unbind());
                ty
            }
        };
        let name = record.name.to_string_lossy();
        let name = name.rsplit('.').next().unwrap_or_default();
        add(py, module, name, &ty)?;
    }
    add_type(py, module, <stat::DirEntry as NativeClass>::type_object())?;
    ready(py, <stat::ScandirIterator as NativeClass>::type_object())
}
