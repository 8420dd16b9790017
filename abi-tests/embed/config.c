/* What PyConfig holds after it is begun and read: defaults, and what options, variables and the embedder change in it.
 *
 * Each case runs in a process of its own, since the first configuration of a process decides its locale. Paths are not
 * computed by PyConfig_Read. The field enable_gil, which only the t flavour has, is left out. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST 12

/* The fields in the struct's order. */
#define FIELDS \
    NUMBER(_config_init) NUMBER(isolated) NUMBER(use_environment) NUMBER(dev_mode) \
    NUMBER(install_signal_handlers) NUMBER(use_hash_seed) NUMBER(hash_seed) NUMBER(faulthandler) \
    NUMBER(tracemalloc) NUMBER(perf_profiling) NUMBER(import_time) NUMBER(code_debug_ranges) \
    NUMBER(show_ref_count) NUMBER(dump_refs) TEXT(dump_refs_file) NUMBER(malloc_stats) TEXT(filesystem_encoding) \
    TEXT(filesystem_errors) TEXT(pycache_prefix) NUMBER(parse_argv) LIST(orig_argv) LIST(argv) LIST(xoptions) \
    LIST(warnoptions) NUMBER(site_import) NUMBER(bytes_warning) NUMBER(warn_default_encoding) NUMBER(inspect) \
    NUMBER(interactive) NUMBER(optimization_level) NUMBER(parser_debug) NUMBER(write_bytecode) NUMBER(verbose) \
    NUMBER(quiet) NUMBER(user_site_directory) NUMBER(configure_c_stdio) NUMBER(buffered_stdio) \
    TEXT(stdio_encoding) TEXT(stdio_errors) TEXT(check_hash_pycs_mode) NUMBER(use_frozen_modules) \
    NUMBER(safe_path) NUMBER(int_max_str_digits) NUMBER(cpu_count) NUMBER(pathconfig_warnings) \
    TEXT(program_name) TEXT(pythonpath_env) TEXT(home) TEXT(platlibdir) NUMBER(module_search_paths_set) \
    LIST(module_search_paths) TEXT(stdlib_dir) TEXT(executable) TEXT(base_executable) TEXT(prefix) \
    TEXT(base_prefix) TEXT(exec_prefix) TEXT(base_exec_prefix) NUMBER(skip_source_first_line) TEXT(run_command) \
    TEXT(run_module) TEXT(run_filename) TEXT(sys_path_0) NUMBER(_install_importlib) NUMBER(_init_main) \
    NUMBER(_is_python_build)

static void
show_text(const wchar_t *text)
{
    if (text == NULL) {
        printf("NULL");
        return;
    }
    putchar('"');
    for (; *text != 0; text++) {
        if (*text >= 32 && *text < 127) {
            putchar((int)*text);
        }
        else {
            printf("\\x%x", (unsigned)*text);
        }
    }
    putchar('"');
}

static void
show_list(const PyWideStringList *list)
{
    putchar('[');
    for (Py_ssize_t i = 0; i < list->length; i++) {
        if (i > 0) {
            printf(", ");
        }
        show_text(list->items[i]);
    }
    putchar(']');
}

static int
same_text(const wchar_t *a, const wchar_t *b)
{
    return a == NULL || b == NULL ? a == b : wcscmp(a, b) == 0;
}

static int
same_list(const PyWideStringList *a, const PyWideStringList *b)
{
    if (a->length != b->length) {
        return 0;
    }
    for (Py_ssize_t i = 0; i < a->length; i++) {
        if (!same_text(a->items[i], b->items[i])) {
            return 0;
        }
    }
    return 1;
}

/* Prints the fields that differ from those of another configuration, or all of them. */
static void
show(const PyConfig *config, const PyConfig *other)
{
#define NUMBER(field) \
    if (other == NULL || config->field != other->field) { \
        printf("  %s = %ld\n", #field, (long)config->field); \
    }
#define TEXT(field) \
    if (other == NULL || !same_text(config->field, other->field)) { \
        printf("  %s = ", #field); \
        show_text(config->field); \
        putchar('\n'); \
    }
#define LIST(field) \
    if (other == NULL || !same_list(&config->field, &other->field)) { \
        printf("  %s = ", #field); \
        show_list(&config->field); \
        putchar('\n'); \
    }
    FIELDS
#undef NUMBER
#undef TEXT
#undef LIST
}

static int
failed(const char *step, PyStatus status)
{
    if (!PyStatus_Exception(status)) {
        return 0;
    }
    printf("  %s: %s, func %s, message %s, exit code %d\n", step, PyStatus_IsExit(status) ? "exit" : "error",
           status.func == NULL ? "NULL" : status.func, status.err_msg == NULL ? "NULL" : status.err_msg, status.exitcode);
    return 1;
}

typedef void (*begin_function)(PyConfig *);
typedef void (*change_function)(PyConfig *);

struct scenario {
    const char *name;
    begin_function begin;
    change_function change;
    const char *variables[MOST];
    char *arguments[MOST];
};

static void
write_some(PyConfig *config)
{
    config->verbose = 2;
    config->optimization_level = 1;
    config->site_import = 0;
    config->interactive = 1;
    config->bytes_warning = 1;
    config->int_max_str_digits = 700;
    failed("append", PyWideStringList_Append(&config->warnoptions, L"error"));
    failed("append", PyWideStringList_Append(&config->xoptions, L"own=1"));
    failed("set", PyConfig_SetString(config, &config->program_name, L"caf\u00e9"));
    failed("set", PyConfig_SetBytesString(config, &config->stdio_encoding, "latin-1"));
}

static void
write_lists(PyConfig *config)
{
    wchar_t *items[] = {L"one", L"two", L"three"};
    failed("list", PyConfig_SetWideStringList(config, &config->module_search_paths, 3, items));
    config->module_search_paths_set = 1;
    failed("insert", PyWideStringList_Insert(&config->module_search_paths, 1, L"between"));
    failed("insert", PyWideStringList_Insert(&config->module_search_paths, 99, L"last"));
    failed("insert", PyWideStringList_Insert(&config->module_search_paths, -1, L"never"));
    failed("argv", PyConfig_SetArgv(config, 2, items));
}

static void
write_command(PyConfig *config)
{
    failed("set", PyConfig_SetString(config, &config->run_command, L"pass"));
}

static void
keep_arguments(PyConfig *config)
{
    config->parse_argv = 0;
}

static void
clear_text(PyConfig *config)
{
    failed("set", PyConfig_SetString(config, &config->home, L"/somewhere"));
    failed("set", PyConfig_SetString(config, &config->home, NULL));
}

#define P PyConfig_InitPythonConfig
#define I PyConfig_InitIsolatedConfig
static const struct scenario scenarios[] = {
    {.name = "a dash", .begin = P, .arguments = {"python", "-"}},
    {.name = "two dashes", .begin = P, .arguments = {"python", "--", "-v"}},
    {.name = "python /script.py -v b", .begin = P, .arguments = {"python", "/script.py", "-v", "b"}},
    {.name = "python -Bc pass -S", .begin = P, .arguments = {"python", "-Bc", "pass", "-S"}},
    {.name = "python -m mod a", .begin = P, .arguments = {"python", "-m", "mod", "a"}},
    {.name = "python -I /x", .begin = P, .arguments = {"python", "-I", "/x"}},
    {.name = "python -E -sSP -vv -d -q -bb -OO -x -u -i /x", .begin = P, .arguments = {"python", "-E", "-sSP", "-vv", "-d", "-q", "-bb", "-OO", "-x", "-u", "-i", "/x"}},
    {.name = "python -R -t /x", .begin = P, .arguments = {"python", "-R", "-t", "/x"}},
    {.name = "python -Z", .begin = P, .arguments = {"python", "-Z"}},
    {.name = "python --zzz", .begin = P, .arguments = {"python", "--zzz"}},
    {.name = "python -c", .begin = P, .arguments = {"python", "-c"}},
    {.name = "python -J", .begin = P, .arguments = {"python", "-J"}},
    {.name = "python -V", .begin = P, .arguments = {"python", "-V"}},
    {.name = "python --version", .begin = P, .arguments = {"python", "--version"}},
    {.name = "python --check-hash-based-pycs maybe", .begin = P, .arguments = {"python", "--check-hash-based-pycs", "maybe"}},
    {.name = "python --check-hash-based-pycs never /x", .begin = P, .arguments = {"python", "--check-hash-based-pycs", "never", "/x"}},
    {.name = "python -W error -Wignore::Foo -Werror -b /x", .begin = P, .arguments = {"python", "-W", "error", "-Wignore::Foo", "-Werror", "-b", "/x"}},
    {.name = "python -X dev -Wonce /x", .begin = P, .arguments = {"python", "-X", "dev", "-Wonce", "/x"}},
    {.name = "python -X importtime -X faulthandler -X tracemalloc=5 -X no_debug_ranges -X utf8 /x", .begin = P, .arguments = {"python", "-X", "importtime", "-X", "faulthandler", "-X", "tracemalloc=5", "-X", "no_debug_ranges", "-X", "utf8", "/x"}},
    {.name = "python -Xfrozen_modules=off -Xcpu_count=3 -Xint_max_str_digits=1000 -Xint_max_str_digits=2000 -Xpycache_prefix=/q -Xwarn_default_encoding /x", .begin = P, .arguments = {"python", "-Xfrozen_modules=off", "-Xcpu_count=3", "-Xint_max_str_digits=1000", "-Xint_max_str_digits=2000", "-Xpycache_prefix=/q", "-Xwarn_default_encoding", "/x"}},
    {.name = "python -X cpu_count=0 /x", .begin = P, .arguments = {"python", "-X", "cpu_count=0", "/x"}},
    {.name = "python -X cpu_count /x", .begin = P, .arguments = {"python", "-X", "cpu_count", "/x"}},
    {.name = "python -X frozen_modules=maybe /x", .begin = P, .arguments = {"python", "-X", "frozen_modules=maybe", "/x"}},
    {.name = "python -X int_max_str_digits=5 /x", .begin = P, .arguments = {"python", "-X", "int_max_str_digits=5", "/x"}},
    {.name = "python -X tracemalloc=x /x", .begin = P, .arguments = {"python", "-X", "tracemalloc=x", "/x"}},
    {.name = "python -X utf8=2 /x", .begin = P, .arguments = {"python", "-X", "utf8=2", "/x"}},
    {.name = "python -X gil=maybe /x", .begin = P, .arguments = {"python", "-X", "gil=maybe", "/x"}},
    {.name = "python -X perf /x", .begin = P, .arguments = {"python", "-X", "perf", "/x"}},
    {.name = "PYTHONVERBOSE=2", .begin = P, .variables = {"PYTHONVERBOSE=2"}},
    {.name = "PYTHONVERBOSE=x", .begin = P, .variables = {"PYTHONVERBOSE=x"}},
    {.name = "PYTHONVERBOSE=", .begin = P, .variables = {"PYTHONVERBOSE="}},
    {.name = "PYTHONOPTIMIZE=9", .begin = P, .variables = {"PYTHONOPTIMIZE=9"}},
    {.name = "PYTHONDEBUG=3", .begin = P, .variables = {"PYTHONDEBUG=3"}},
    {.name = "PYTHONINSPECT=1", .begin = P, .variables = {"PYTHONINSPECT=1"}},
    {.name = "PYTHONINSPECT=0", .begin = P, .variables = {"PYTHONINSPECT=0"}},
    {.name = "PYTHONDONTWRITEBYTECODE=1", .begin = P, .variables = {"PYTHONDONTWRITEBYTECODE=1"}},
    {.name = "PYTHONUNBUFFERED=1", .begin = P, .variables = {"PYTHONUNBUFFERED=1"}},
    {.name = "PYTHONNOUSERSITE=1", .begin = P, .variables = {"PYTHONNOUSERSITE=1"}},
    {.name = "PYTHONSAFEPATH=0", .begin = P, .variables = {"PYTHONSAFEPATH=0"}},
    {.name = "PYTHONPYCACHEPREFIX=/q", .begin = P, .variables = {"PYTHONPYCACHEPREFIX=/q"}},
    {.name = "PYTHONDEVMODE=1", .begin = P, .variables = {"PYTHONDEVMODE=1"}},
    {.name = "PYTHONWARNDEFAULTENCODING=1", .begin = P, .variables = {"PYTHONWARNDEFAULTENCODING=1"}},
    {.name = "PYTHONUTF8=1", .begin = P, .variables = {"PYTHONUTF8=1"}},
    {.name = "PYTHONUTF8=2", .begin = P, .variables = {"PYTHONUTF8=2"}},
    {.name = "PYTHON_GIL=x", .begin = P, .variables = {"PYTHON_GIL=x"}},
    {.name = "PYTHONINTMAXSTRDIGITS=1000", .begin = P, .variables = {"PYTHONINTMAXSTRDIGITS=1000"}},
    {.name = "PYTHONINTMAXSTRDIGITS=5", .begin = P, .variables = {"PYTHONINTMAXSTRDIGITS=5"}},
    {.name = "PYTHONHASHSEED=random", .begin = P, .variables = {"PYTHONHASHSEED=random"}},
    {.name = "PYTHONHASHSEED=5", .begin = P, .variables = {"PYTHONHASHSEED=5"}},
    {.name = "PYTHONHASHSEED=-1", .begin = P, .variables = {"PYTHONHASHSEED=-1"}},
    {.name = "PYTHONIOENCODING=latin1", .begin = P, .variables = {"PYTHONIOENCODING=latin1"}},
    {.name = "PYTHONIOENCODING=:ignore", .begin = P, .variables = {"PYTHONIOENCODING=:ignore"}},
    {.name = "PYTHONWARNINGS=a,b", .begin = P, .variables = {"PYTHONWARNINGS=a,b"}},
    {.name = "PYTHONFAULTHANDLER=0", .begin = P, .variables = {"PYTHONFAULTHANDLER=0"}},
    {.name = "PYTHONTRACEMALLOC=3", .begin = P, .variables = {"PYTHONTRACEMALLOC=3"}},
    {.name = "PYTHONPROFILEIMPORTTIME=1", .begin = P, .variables = {"PYTHONPROFILEIMPORTTIME=1"}},
    {.name = "PYTHONNODEBUGRANGES=1", .begin = P, .variables = {"PYTHONNODEBUGRANGES=1"}},
    {.name = "PYTHON_CPU_COUNT=4", .begin = P, .variables = {"PYTHON_CPU_COUNT=4"}},
    {.name = "PYTHON_FROZEN_MODULES=off", .begin = P, .variables = {"PYTHON_FROZEN_MODULES=off"}},
    {.name = "PYTHONPATH=/a:/b", .begin = P, .variables = {"PYTHONPATH=/a:/b"}},
    {.name = "PYTHONPLATLIBDIR=lib64", .begin = P, .variables = {"PYTHONPLATLIBDIR=lib64"}},
    {.name = "PYTHONPERFSUPPORT=1", .begin = P, .variables = {"PYTHONPERFSUPPORT=1"}},
    {.name = "PYTHONHOME=/h", .begin = P, .variables = {"PYTHONHOME=/h"}},
    {.name = "PYTHONMALLOC=sometimes", .begin = P, .variables = {"PYTHONMALLOC=sometimes"}},
    {.name = "LC_ALL=C", .begin = P, .variables = {"LC_ALL=C"}},
    {.name = "PYTHONWARNINGS=a,b python -X dev -Wc -b /x", .begin = P, .variables = {"PYTHONWARNINGS=a,b"}, .arguments = {"python", "-X", "dev", "-Wc", "-b", "/x"}},
    {.name = "PYTHONVERBOSE=1 PYTHONUTF8=1 python -E /x", .begin = P, .variables = {"PYTHONVERBOSE=1", "PYTHONUTF8=1"}, .arguments = {"python", "-E", "/x"}},
    {.name = "isolated: arguments and variables do not count", .begin = I, .variables = {"PYTHONVERBOSE=3", "PYTHONDEVMODE=1"}, .arguments = {"python", "-v", "-X", "utf8", "/x"}},
    {.name = "the embedder writes fields", .begin = P, .change = write_some, .variables = {"PYTHONVERBOSE=1", "PYTHONIOENCODING=utf-8:ignore"}},
    {.name = "isolated: the embedder writes fields", .begin = I, .change = write_some},
    {.name = "the embedder writes lists", .begin = P, .change = write_lists},
    {.name = "the embedder names the command", .begin = P, .change = write_command, .arguments = {"python", "a"}},
    {.name = "arguments are not parsed", .begin = P, .change = keep_arguments, .arguments = {"python", "-v", "a"}},
    {.name = "a text is taken back", .begin = P, .change = clear_text},
};

static const PyConfig *baseline;

static void
run(const struct scenario *scenario)
{
    PyConfig config;
    for (int i = 0; i < MOST && scenario->variables[i] != NULL; i++) {
        putenv((char *)scenario->variables[i]);
    }
    Py_ssize_t count = 0;
    while (count < MOST && scenario->arguments[count] != NULL) {
        count++;
    }
    scenario->begin(&config);
    if (count > 0 && failed("arguments", PyConfig_SetBytesArgv(&config, count, scenario->arguments))) {
        return;
    }
    if (scenario->change != NULL) {
        scenario->change(&config);
    }
    if (!failed("read", PyConfig_Read(&config))) {
        show(&config, baseline);
    }
    PyConfig_Clear(&config);
}

static void
whole(const char *name, begin_function begin)
{
    PyConfig config;
    printf("%s, begun\n", name);
    begin(&config);
    show(&config, NULL);
    printf("%s, read\n", name);
    PyConfig begun;
    begin(&begun);
    if (!failed("read", PyConfig_Read(&config))) {
        show(&config, &begun);
    }
    PyConfig_Clear(&config);
    printf("%s, cleared: %d\n", name, config.stdio_encoding == NULL && config.argv.length == 0);
}

/* Calls a function in a process of its own, whose messages come into the same output. */
#define APART(call) \
    do { \
        fflush(stdout); \
        pid_t child_ = fork(); \
        if (child_ == 0) { \
            dup2(1, 2); \
            call; \
            fflush(stdout); \
            _exit(0); \
        } \
        int status_; \
        waitpid(child_, &status_, 0); \
        if (status_ != 0) { \
            printf("  ended with %d\n", status_); \
        } \
    } while (0)

int
main(void)
{
    if (chdir("/") != 0) {
        return 1;
    }
    clearenv();
    setenv("LC_ALL", "C.UTF-8", 1);
    APART(whole("python", P));
    APART(whole("isolated", I));
    for (size_t i = 0; i < sizeof(scenarios) / sizeof(scenarios[0]); i++) {
        printf("%s\n", scenarios[i].name);
        PyConfig begun;
        scenarios[i].begin(&begun);
        baseline = &begun;
        APART(run(&scenarios[i]));
    }
    return 0;
}
