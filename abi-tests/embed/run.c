/* Running programs: Py_RunMain, Py_BytesMain, Py_Main, what they run and what they give back, and what the fields of the
 * configuration do.
 *
 * usage: run HOME    where HOME is the folder that has lib/ with the standard library */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The older functions are tested, too. */
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

static const char *home;
static char folder[] = "/tmp/embed-run-XXXXXX";

static void
check(PyStatus status)
{
    if (PyStatus_Exception(status)) {
        Py_ExitStatusException(status);
    }
}

/* Runs the command line in this process. */
static int
run_line(int count, char **arguments, void (*change)(PyConfig *))
{
    PyConfig config;
    PyConfig_InitPythonConfig(&config);
    PyStatus status = PyConfig_SetBytesString(&config, &config.home, home);
    if (!PyStatus_Exception(status)) {
        status = PyConfig_SetBytesArgv(&config, count, arguments);
    }
    if (!PyStatus_Exception(status) && change != NULL) {
        change(&config);
    }
    if (!PyStatus_Exception(status)) {
        status = Py_InitializeFromConfig(&config);
    }
    PyConfig_Clear(&config);
    if (PyStatus_IsExit(status)) {
        return status.exitcode;
    }
    check(status);
    return Py_RunMain();
}

/* Begins a process of its own, with input from a text and without its messages. */
static pid_t
begin(const char *name, const char *input, int messages)
{
    printf("-- %s\n", name);
    fflush(stdout);
    int ends[2];
    if (pipe(ends) < 0) {
        abort();
    }
    pid_t child = fork();
    if (child == 0) {
        close(ends[1]);
        dup2(ends[0], 0);
        if (messages) {
            dup2(1, 2);
        }
        else if (freopen("/dev/null", "w", stderr) == NULL) {
            abort();
        }
        return 0;
    }
    close(ends[0]);
    if (write(ends[1], input, strlen(input)) < 0) {
        abort();
    }
    close(ends[1]);
    return child;
}

static void
finish(pid_t child)
{
    int status;
    waitpid(child, &status, 0);
    if (WIFSIGNALED(status)) {
        printf("ended by signal %d\n", WTERMSIG(status));
    }
    else {
        printf("exit code %d\n", WEXITSTATUS(status));
    }
}

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* Runs "python" with the arguments that follow. */
#define RUN_WITH(name, change, input, messages, ...) \
    do { \
        char *line_[] = {"python", __VA_ARGS__}; \
        pid_t child_ = begin(name, input, messages); \
        if (child_ == 0) { \
            exit(run_line(COUNT(line_), line_, change)); \
        } \
        finish(child_); \
    } while (0)
#define RUN(name, ...) RUN_WITH(name, NULL, "", 0, __VA_ARGS__)
#define SAY(name, ...) RUN_WITH(name, NULL, "", 1, __VA_ARGS__)

static char *
file(const char *name, const char *text)
{
    static char paths[8][256];
    static int next = 0;
    char *path = paths[next++ % 8];
    snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
    FILE *out = fopen(path, "w");
    if (out == NULL || fputs(text, out) < 0 || fclose(out) != 0) {
        abort();
    }
    return path;
}

static void
programs(void)
{
    RUN("a command", "-c", "import sys; print(sys.argv, sys.orig_argv[1], sys.path[0] == '')", "a", "-v");
    RUN("a command that raises", "-c", "1 / 0");
    SAY("a message about it", "-c", "1 / 0");
    RUN("exit with a number", "-c", "raise SystemExit(7)");
    RUN("exit with nothing", "-c", "raise SystemExit");
    SAY("exit with a text", "-c", "raise SystemExit('so long')");
    RUN("exit with a number in a tuple", "-c", "raise SystemExit((1, 2))");
    RUN("exit with a large number", "-c", "raise SystemExit(259)");
    RUN("interrupted", "-c", "raise KeyboardInterrupt");
    RUN("output that cannot be written", "-c", "import os; print('lost'); os.close(1)");
    RUN("exit functions run, the last one first",
        "-c", "import atexit; atexit.register(print, 'first'); atexit.register(print, 'second'); print('body')");
    RUN("threads are waited for",
        "-c", "import threading, time; threading.Thread(target=lambda: (time.sleep(0.05), print('thread'))).start(); print('main')");
    RUN("daemon threads are not",
        "-c", "import threading, time\ndef spin():\n  while True: time.sleep(0)\n"
              "for i in range(3): threading.Thread(target=spin, daemon=True).start()\nprint('end')");
    RUN("a syntax error", "-c", "1 +");
    char *script = file("script.py", "import sys\nprint(__name__, sys.argv[1:], sys.path[0] == sys.argv[0].rpartition('/')[0])\n"
                                     "print(__file__ == sys.argv[0], type(__loader__).__name__)\nsys.exit(4)\n");
    RUN("a file", script, "x", "-c");
    RUN("a file, isolated", "-I", script);
    RUN("a file that is not there", "/nowhere/script.py");
    file("embedded_module.py", "import sys\nprint(__name__, sys.argv[1:], __spec__.name)\n");
    setenv("PYTHONPATH", folder, 1);
    RUN("a module", "-B", "-m", "embedded_module", "one");
    RUN("a module, variables ignored", "-E", "-m", "embedded_module", "one");
    unsetenv("PYTHONPATH");
    file("__main__.py", "print('main of a folder', __name__)\n");
    RUN("a folder", "-B", folder);
    RUN_WITH("standard input", NULL, "import sys\nprint('from input', sys.argv)\n", 0, "-", "x");
    RUN_WITH("standard input, no arguments", NULL, "print('again')\nraise SystemExit(5)\n", 0, "-q");
    char *odd = file("odd.py", "this is no Python\nprint('second line', __import__('sys')._getframe().f_lineno)\n");
    RUN("skipped first line", "-x", odd);
    SAY("the version", "-V");
    RUN("a wrong option", "--wrong");
    SAY("a wrong value", "-X", "int_max_str_digits=7", "-c", "pass");
}

static void
options(void)
{
    RUN("-O", "-O", "-c", "assert False; print(__debug__)");
    RUN("-bb", "-bb", "-c", "import sys; print(sys.warnoptions); str(b'x')");
    RUN("-W", "-W", "error::UserWarning", "-c", "import warnings; warnings.warn('x')");
    RUN("-S", "-S", "-c", "import sys; print('site' in sys.modules, sys.flags.no_site)");
    RUN("-s -P -B -q", "-s", "-P", "-B", "-q", "-c",
        "import sys; print(sys.flags.no_user_site, sys.flags.safe_path, sys.dont_write_bytecode, sys.flags.quiet, '' in sys.path)");
    RUN("-u", "-u", "-c", "import sys; print(sys.stdout.write_through, sys.stdout.line_buffering)");
    RUN("-X dev", "-X", "dev", "-c", "import sys; print(sys.flags.dev_mode, sys.warnoptions)");
    RUN("-X", "-X", "own", "-X", "other=1", "-X", "cpu_count=3", "-X", "int_max_str_digits=640", "-X", "pycache_prefix=/q", "-c",
        "import os, sys; print(sys._xoptions, os.cpu_count(), sys.get_int_max_str_digits(), sys.pycache_prefix)");
    RUN("-X utf8", "-X", "utf8", "-c", "import sys; print(sys.flags.utf8_mode, sys.stdout.encoding, sys.stdout.errors)");
    RUN("--check-hash-based-pycs", "--check-hash-based-pycs", "always", "-c", "import _imp; print(_imp.check_hash_based_pycs)");
    setenv("PYTHONHASHSEED", "42", 1);
    RUN("a hash seed", "-c", "import sys; print(hash('mortise'), sys.flags.hash_randomization)");
    unsetenv("PYTHONHASHSEED");
    setenv("PYTHONIOENCODING", "latin-1:replace", 1);
    RUN("an encoding", "-c", "import sys; print(sys.stdin.encoding, sys.stdout.errors, sys.stderr.encoding, sys.stderr.errors)");
    unsetenv("PYTHONIOENCODING");
    setenv("PYTHONINSPECT", "1", 1);
    RUN_WITH("a prompt afterwards needs a terminal", NULL, "print('no')\n", 0, "-c", "print('body')");
    unsetenv("PYTHONINSPECT");
    RUN("bytes that are no UTF-8", "-c", "import sys; print(ascii(sys.argv[1]), len(sys.orig_argv))", "a\xff\xc3\xa9");
}

static void
set_paths(PyConfig *config)
{
    check(PyConfig_SetString(config, &config->program_name, L"/opt/program"));
    check(PyConfig_SetString(config, &config->prefix, L"/opt/prefix"));
    check(PyConfig_SetString(config, &config->exec_prefix, L"/opt/exec"));
    check(PyConfig_SetString(config, &config->pycache_prefix, L"/opt/cache"));
    check(PyConfig_SetString(config, &config->platlibdir, L"lib"));
}

static void
set_streams(PyConfig *config)
{
    check(PyConfig_SetString(config, &config->stdio_encoding, L"ascii"));
    check(PyConfig_SetString(config, &config->stdio_errors, L"backslashreplace"));
    config->buffered_stdio = 0;
}

static void
set_numbers(PyConfig *config)
{
    config->write_bytecode = 0;
    config->user_site_directory = 0;
    config->optimization_level = 2;
    config->int_max_str_digits = 1000;
    config->use_hash_seed = 1;
    config->hash_seed = 7;
    config->safe_path = 1;
    config->cpu_count = 9;
    config->install_signal_handlers = 0;
}

static void
fields(void)
{
    RUN_WITH("paths", set_paths, "", 0, "-c",
             "import sys; print(sys.executable, sys.pycache_prefix, sys.platlibdir, "
             "{sys.prefix, sys.base_prefix, sys.exec_prefix} == {sys.argv[1]})", (char *)home);
    RUN_WITH("streams", set_streams, "", 0, "-c", "import sys; print('\\xe9', sys.stdout.encoding, sys.stdout.write_through)");
    RUN_WITH("numbers", set_numbers, "", 0, "-c",
             "import os, signal, sys\ndef f(): 'text'\n"
             "print(sys.flags.optimize, f.__doc__, sys.get_int_max_str_digits(), hash('a'), sys.flags.safe_path, os.cpu_count(), "
             "signal.getsignal(signal.SIGINT), sys.dont_write_bytecode)");
    pid_t child = begin("sys.path as it is", "", 1);
    if (child == 0) {
        PyConfig config;
        PyConfig_InitIsolatedConfig(&config);
        check(PyConfig_SetBytesString(&config, &config.home, home));
        config.site_import = 0;
        check(Py_InitializeFromConfig(&config));
        PyRun_SimpleString("import sys; first = sys.path; print(type(first), sys.flags.isolated, sys.flags.ignore_environment)");
        PyConfig_Clear(&config);
        exit(Py_FinalizeEx());
    }
    finish(child);
}

static void
mains(void)
{
    setenv("PYTHONHOME", home, 1);
    pid_t child = begin("Py_BytesMain", "", 1);
    if (child == 0) {
        char *line[] = {"python", "-c", "import sys; print(sys.argv); sys.exit(11)", "x", NULL};
        exit(Py_BytesMain(4, line));
    }
    finish(child);
    child = begin("Py_Main", "", 1);
    if (child == 0) {
        wchar_t odd[] = {0xe9, 0xdcff, 0};
        wchar_t *line[] = {L"python", L"-c", L"import sys; print(ascii(sys.argv)); sys.exit(12)", odd, NULL};
        exit(Py_Main(4, line));
    }
    finish(child);
    child = begin("Py_BytesMain, a wrong option", "", 1);
    if (child == 0) {
        char *line[] = {"python", "--nothing", NULL};
        exit(Py_BytesMain(2, line));
    }
    finish(child);
    child = begin("Py_Initialize and the older functions", "", 1);
    if (child == 0) {
        printf("%d %d\n", Py_GetPath() == NULL, Py_GetProgramFullPath() == NULL);
        fflush(stdout);
        Py_NoSiteFlag = 1;
        Py_DontWriteBytecodeFlag = 1;
        Py_Initialize();
        PyRun_SimpleString("import sys; print(sys.argv, 'site' in sys.modules, sys.dont_write_bytecode, sys.flags.no_site)");
        wchar_t *path = Py_GetPath();
        printf("%d\n", path != NULL && wcsstr(path, L"python313.zip") != NULL);
        int count = -1;
        wchar_t **arguments = NULL;
        Py_GetArgcArgv(&count, &arguments);
        printf("%d\n", count);
        exit(Py_FinalizeEx());
    }
    finish(child);
    child = begin("Py_ExitStatusException: exit", "", 1);
    if (child == 0) {
        Py_ExitStatusException(PyStatus_Exit(21));
    }
    finish(child);
    child = begin("Py_ExitStatusException: error", "", 0);
    if (child == 0) {
        Py_ExitStatusException(PyStatus_Error("some error"));
    }
    finish(child);
    child = begin("Py_Exit", "", 1);
    if (child == 0) {
        Py_Initialize();
        PyRun_SimpleString("import atexit; atexit.register(print, 'exit function'); print('unflushed', end='')");
        Py_Exit(22);
    }
    finish(child);
    unsetenv("PYTHONHOME");
}

int
main(int argc, char **argv)
{
    if (argc != 2 || mkdtemp(folder) == NULL) {
        fprintf(stderr, "usage: run HOME\n");
        return 2;
    }
    home = argv[1];
    clearenv();
    setenv("LC_ALL", "C.UTF-8", 1);
    setenv("PATH", "/nowhere", 1);
    programs();
    options();
    fields();
    mains();
    for (int i = 0; i < 5; i++) {
        static const char *const names[] = {"script.py", "embedded_module.py", "__main__.py", "odd.py", ""};
        char path[256];
        snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
        if (remove(path) != 0 && errno != ENOENT) {
            return 1;
        }
    }
    return 0;
}
