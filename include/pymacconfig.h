/* Nothing: macOS's universal binaries are not built. */
#ifndef PY_MACCONFIG_H
#define PY_MACCONFIG_H

#endif /* PY_MACCONFIG_H */
