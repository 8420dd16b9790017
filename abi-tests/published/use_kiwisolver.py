"""kiwisolver (C++): a constraint solver with operators, its own exceptions, and references between its objects."""

import kiwisolver
from kiwisolver import Constraint, Expression, Solver, Term, Variable, strength
from kiwisolver import _cext

print("modules:", _cext.__name__)
left, middle, right = Variable("left"), Variable("middle"), Variable("right")
solver = Solver()
solver.addConstraint(left == 0)
solver.addConstraint((middle == (left + right) / 2) | "strong")
solver.addConstraint(right >= left + 100)
solver.addConstraint((right == 500) | strength.weak)
solver.updateVariables()
print(left.value(), middle.value(), right.value())

solver.addEditVariable(right, "strong")
for position in [140, 160.5, 20]:
    solver.suggestValue(right, position)
    solver.updateVariables()
    print("suggested", position, "->", left.value(), middle.value(), right.value())
solver.removeEditVariable(right)
print(solver.hasEditVariable(right), solver.hasConstraint(left == 0))

expression = 2 * left + middle - 3
print(type(expression).__name__, expression, len(expression.terms()), expression.constant())
term = Term(right, 1.5)
print(term.coefficient(), term.variable().name(), (term * 2).coefficient(), (-term).coefficient())
constraint = left + 1 <= right
print(constraint.op(), constraint.strength() == strength.required, type(constraint) is Constraint)
print(Expression((term,), 4.0).value() == 1.5 * right.value() + 4.0)
print(strength.required, strength.strong, strength.medium, strength.weak, strength.create(1, 0, 0))

fixed = left == 10
for wrong in [lambda: solver.addConstraint(fixed), lambda: solver.removeConstraint(fixed),
              lambda: solver.suggestValue(middle, 1), lambda: left * right, lambda: left < right,
              lambda: Variable(1), lambda: (left == 1) | "loud"]:
    try:
        wrong()
    except Exception as error:
        print(type(error).__name__ + ":", str(error).replace("\n", " / "))
print(kiwisolver.UnsatisfiableConstraint.__mro__[1].__name__)

variable = Variable("context", {"key": [1, 2]})
print(variable.name(), variable.context())
variable.setName("renamed")
variable.setContext(variable)  # a cycle through C++; the collector takes it
print(variable, variable.context() is variable)

many = [Variable("v%d" % i) for i in range(200)]
chain = Solver()
chain.addConstraint(many[0] == 1)
for before, after in zip(many, many[1:]):
    chain.addConstraint(after == before + 0.5)
chain.updateVariables()
print(many[-1].value(), sum(v.value() for v in many))
chain.reset()
