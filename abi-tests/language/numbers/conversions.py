# What special methods may return, and complex() of two parts: signs of zeros, deprecated results, texts of errors.
import operator
import warnings


class Real(float):
    pass


class Whole(int):
    pass


class Index:
    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value


class Int(Index):
    __index__ = None

    def __int__(self):
        return self.value


class Float(Index):
    __index__ = None

    def __float__(self):
        return self.value


class Complex(Index):
    __index__ = None

    def __complex__(self):
        return self.value


class Pair(complex):
    pass


LINES = """
int(Index('a'))
int(Int('a'))
float(Index('a'))
float(Float('a'))
complex(Complex('a'))
complex(Float('a'))
operator.index(Index('a'))
range(Index('a'))
[1][Index('a')]
'a' * Index('a')
hex(Index('a'))
int(Index(Whole(1)))
int(Int(Whole(1)))
operator.index(Index(Whole(1)))
float(Float(Real(1)))
complex(Complex(Pair(1, 2)))
complex(Complex(Pair(1, 2)), 1)
complex(1, Complex(1j))
complex(1, -0.0)
complex(-0.0, -0.0)
complex(imag=-0.0)
complex(-0.0, -1j)
complex(complex(-0.0, -0.0), -0.0)
complex(2, complex(-0.0, -0.0))
complex(1j, 1j)
complex(1e20, -0.0)
format(complex(1e20, -0.0), '.2f')
complex('1', '2')
complex(1, '2')
complex(None)
complex(1, None)
complex(1, 2, 3)
complex(foo=1)
complex(1, real=2)
int(1, 2, 3)
int(x=1)
int(base=10)
int('1', foo=2)
int(1, 2)
compile('a' + chr(0), 'f', 'eval')
""".strip().split("\n")
for line in LINES:
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        try:
            result = repr(eval(line))
        except Exception as e:
            result = f"{type(e).__name__}: {e}"
    print(line, "->", result, *[f"[{w.category.__name__}: {w.message}]" for w in seen])
