"""Floats and complex numbers: text, arithmetic and errors."""


def show(text):
    try:
        print(text, "->", repr(eval(text)))
    except Exception as e:
        print(text, "!!", type(e).__name__, e)


for text in """
0.1 + 0.2; 1e16; 1e15; 123456789012345680.0; 1e-4; 1e-5; 5e-324; 1.7976931348623157e308; -0.0; 1e22; 1e23; 2.0 ** -44; 100.0; 1e400; -1e400
float('1_0.5e1_0'); float('1__0'); float(' nan '); float('-Infinity'); float(''); float('a'); float([]); float(b'1.5'); float(b'\\xff'); float('\u0661.5')
float(1, 2); float(x=1); float(); float(True); float(10 ** 22)
7.5 // 2; -7.5 // 2; 7.5 % -2; divmod(-7.5, 2); 1e308 * 10; 5.0 ** 3; 2 ** 0.5; (-8.0) ** 0.5; 0.0 ** -1; 1e308 ** 2; (-2.0) ** 3; 1 ** float('nan'); float('nan') ** 0
1.0 / 0; 1.0 // 0; 1.0 % 0; divmod(1.0, 0); -0.0 % 5; 5 % -0.5; 1e17 // 0.1; pow(2.0, 3, 5)
round(2.5); round(3.5); round(-0.5); round(2.675, 2); round(1e300, 2); round(12345.678, -2); round(25.0, -1); round(0.125, 2); round(1.5, 'a'); round(float('nan')); round(float('inf')); round(1.7976931348623157e308, -308); round(5e-324, 400); round(-2.5, 0)
(1.5).hex(); (0.1).hex(); 5e-324.hex(); float('nan').hex(); float.fromhex('0x1.8p1'); float.fromhex('-0x1p-1074'); float.fromhex('zz'); float.fromhex('0x1p5000'); float.fromhex('inf')
(1.5).as_integer_ratio(); (0.1).as_integer_ratio(); float('inf').as_integer_ratio(); float('nan').as_integer_ratio(); (2.0).is_integer(); (1.5).__trunc__(); (-1.5).__floor__(); (-1.5).__ceil__()
hash(1.5); hash(2.0) == hash(2); hash(1e300); hash(float('inf')); hash(-0.0); hash(0.1); 1.0 == True; 0.5 < 1; 1.5 < 'a'
2 ** 53 + 1 > 2.0 ** 53; 2 ** 53 == 2.0 ** 53; float('nan') == float('nan'); float('nan') < 1; 1e308 < 10 ** 400; -1e308 > -10 ** 400
format(3.14159, '.2f'); format(1234567.891, ',.1f'); format(0.5, '%'); format(1e10, 'g'); format(1e-10, 'G'); format(1.0, ''); format(1.0, 'd'); format(-0.0, 'z.1f'); format(1.5, '010.3e'); f'{1e6:_.0f}'
repr(1j); 1 + 2j; complex(1, -0.0); complex(-0.0, 1); complex('1+2j'); complex('j'); complex('(1-j)'); complex('1 + 2j'); complex(''); complex('1', 2); complex(1, '2'); complex([]); complex(1, []); complex(1, 2, 3); complex(1j, 1j)
1j / 0; 1j // 1; 1j % 1; 0j ** -1; (1 + 2j) ** 2; (1 + 2j) ** 0.5; abs(3 + 4j); (1 + 2j) * (3 - 1j); (1 + 2j) / (3 - 1j); 1j < 2; int(1j); float(1j); hash(1j); 1 + 0j == 1; -(1 + 2j); (1 + 2j).conjugate()
format(1 + 2j, '.2f'); format(1 + 2j, '>12'); format(1 + 2j, '010'); format(1 + 2j, '=10'); format(1 + 2j, 'x')
'%.3f|%e|%g|%10.2f|%-10.1f|%+d' % (3.14159, 12345.678, 1e-7, 2.5, 2.5, 5.9)
""".replace("\n", ";").split(";"):
    if text.strip():
        show(text.strip())


class Sub(float):
    pass


class F:
    def __float__(self):
        return 2.5


class C:
    def __complex__(self):
        return 1 + 2j


show("float(F()), complex(C()), type(Sub('1.5')), Sub(2) + 1, type(Sub(2) + 1), type(+Sub(2))")
show("complex(F())")

x, total = 0.1, 0.0
for i in range(2000):
    x = (x * 1103515245.7 + 12345.678) % 1e9
    y = x * 10.0 ** (i % 40 - 20)
    assert float(repr(y)) == y and float.fromhex(y.hex()) == y
    q, r = divmod(y, 3.7)
    assert q == y // 3.7 and r == y % 3.7
    total += y
print(total)
