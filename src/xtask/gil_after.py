# Runs a program and then writes whether the GIL is on: python -c THIS RESULT-FILE PROGRAM
import sys

result_file, program = sys.argv[1:3]
sys.argv = [program]
with open(program, encoding="utf-8") as file:
    code = compile(file.read(), program, "exec")
exec(code, {"__name__": "__main__", "__file__": program, "__builtins__": __builtins__})
sys.stdout.flush()
with open(result_file, "w") as file:
    file.write("on" if sys._is_gil_enabled() else "off")
