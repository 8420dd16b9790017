"""psutil: its compiled module alone, compared with what os says about the same things.

The module is loaded straight from its file: the package's Python half needs subprocess, socket and threads, which is
another test's matter.
"""

import importlib.machinery
import importlib.util
import os
import sys

folder = next(path + "/psutil" for path in sys.path if os.path.isdir(path + "/psutil"))
file = next(name for name in sorted(os.listdir(folder)) if name.startswith("_psutil_linux.") and name.endswith(".so"))
loader = importlib.machinery.ExtensionFileLoader("_psutil_linux", folder + "/" + file)
spec = importlib.util.spec_from_file_location("_psutil_linux", folder + "/" + file, loader=loader)
module = importlib.util.module_from_spec(spec)
loader.exec_module(module)

me = os.getpid()
print("modules:", module.__name__, module.version)
print("page size:", module.getpagesize() == os.sysconf("SC_PAGESIZE"))
print("priority:", module.proc_priority_get(me) == os.getpriority(os.PRIO_PROCESS, me))
print("affinity:", sorted(module.proc_cpu_affinity_get(me)) == sorted(os.sched_getaffinity(0)))
module.proc_cpu_affinity_set(me, list(os.sched_getaffinity(0)))
module.proc_priority_set(me, module.proc_priority_get(me))
io_class, io_value = module.proc_ioprio_get(me)
print("io priority:", io_class in (0, 1, 2, 3), 0 <= io_value <= 7)

system = module.linux_sysinfo()
print("sysinfo:", type(system).__name__, all(isinstance(n, int) for n in system))
print("memory:", system[0] > 0, system[1] <= system[0])

mounts = module.disk_partitions("/proc/self/mounts")
with open("/proc/self/mounts") as lines:
    expected = [line.split()[1] for line in lines]
print("mounts:", [m[1].replace(" ", "\\040") for m in mounts] == expected, all(len(m) == 4 for m in mounts))

addresses = module.net_if_addrs()
names = {row[0] for row in addresses}
known = set(os.listdir("/sys/class/net"))
print("interfaces:", names <= known, all(isinstance(module.net_if_mtu(n), int) for n in names))
print("loopback up:", "lo" not in names or (module.net_if_is_running("lo"), "loopback" in module.net_if_flags("lo")) == (True, True))
print("users:", all(isinstance(row[0], str) for row in module.users()))
print("constants:", module.RLIMIT_NOFILE, module.RLIMIT_CORE, module.RLIM_INFINITY, module.DUPLEX_UNKNOWN)
print("exceptions:", module.ZombieProcessError.__mro__[1].__name__)
print("pid range:", module.check_pid_range(me))
for wrong in [lambda: module.net_if_mtu("no-such-if"), lambda: module.proc_priority_get("x"),
              lambda: module.proc_cpu_affinity_set(me, 5), lambda: module.disk_partitions("/no/such/file"),
              lambda: module.check_pid_range("1")]:
    try:
        wrong()
    except Exception as error:
        print(type(error).__name__ + ":", error)
