"""Ints: operators, conversions and what they say when they cannot."""


def show(text):
    try:
        print(text, "->", repr(eval(text)))
    except Exception as e:
        print(text, "!!", type(e).__name__, e)


for text in """
7 // -2; -7 // 2; 7 % -2; -7 % 2; divmod(-7, 2); 2 ** 100; (-3) ** 5; 2 ** -2; 0 ** 0
1 << 70; -1 >> 3; (1 << 100) >> 97; -(1 << 100) >> 97; 5 & -2; -5 | 3; -6 ^ 9; ~0; ~(1 << 90)
(1 << 200) * (1 << 190) == 1 << 390; (10 ** 50) // 7 ** 20; (10 ** 50) % 7 ** 20; -(10 ** 50) // 7 ** 20; 10 ** 30 / 10 ** 28
1 / 0; 1 // 0; 1 % 0; divmod(1, 0); 0 ** -1; pow(2, 3, 0); pow(2, -1, 4); pow(3, -1, 7); pow(3, 100, -7); 1 << -1; 1 >> -1
10 ** 400 / 1; 10 ** 400 / 10 ** 399; float(10 ** 400); 2 ** 53 + 1 == float(2 ** 53 + 1); 10 ** 400 > 1e308
int('12_3'); int('1__2'); int('_1'); int('abc'); int(''); int('0x1f', 16); int('0x1f', 0); int('010', 0); int('00', 0); int('z', 36)
int('1', 1); int('1', 37); int(1, 10); int(base=10); int(x=5); int(1, 2, 3); int(None); int([]); int(1.5); int(float('inf')); int(float('nan'))
int('\u0661\u0662'); int(' 12\\n'); int('1\\x00'); int(b'12'); int(b'1\\xff'); int(bytearray(b'12'), 5); int('9' * 5000)
str(10 ** 5000); len(str(10 ** 4000)); hash(2 ** 61 - 1); hash(-1); hash(10 ** 30); hash(-(10 ** 30))
(5).to_bytes(); (256).to_bytes(1, 'big'); (-1).to_bytes(1, 'big'); (-2).to_bytes(3, 'little', signed=True); (5).to_bytes(-1); (5).to_bytes(1, 'foo')
int.from_bytes(b'ab'); int.from_bytes(b'\\xff\\x80', 'big', signed=True); int.from_bytes([1, 2], 'little'); int.from_bytes([300]); int.from_bytes(5)
round(15, -1); round(25, -1); round(-25, -1); round(5, None); round(5, 'a'); round(123456789 ** 3, -20)
(10 ** 20).bit_length(); (255).bit_count(); (-8).bit_length(); (10).as_integer_ratio(); (5).is_integer(); (5).conjugate(); (5).real; (5).imag; (5).denominator
(5).__add__('a'); (5).__rsub__(8); (5).__pow__(2, 3); (5).__float__(); (5).__lt__(5.5); (0).__bool__(); (5).__index__()
1 + 'a'; 1 - 'a'; 1 @ 2; 1 << 1.5; 1 < 'a'; -'a'; ~1.5; +[]; abs('a'); 1 ** 'a'; pow(1, 'a', 3); pow(1, 2.0, 3); divmod('a', 1); print >> 1
[1] * 'a'; 'a' * 1.5; [] + 1; 1 + []; 'ab' * 3; 3 * (1,); [0] * -1; 'a' * 10 ** 30
format(1234567, ','); format(-5, '08x'); format(255, '#b'); format(3, '+.2f'); format(5, 'c'); format(65, 'c'); format(1, 's'); f'{10 ** 20:_}'; f'{-7:^9}'
bin(-10); oct(8); hex(255); hex(1.5); True + True; True & False; True | 1; bool('a'); bool(1, 2); bool(x=1); int.__new__(bool, 1); isinstance(True, int)
""".replace("\n", ";").split(";"):
    if text.strip():
        show(text.strip())


class Index:
    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value


class Int:
    def __int__(self):
        return 42


class Sub(int):
    pass


show("int(Index(7))")
show("int(Int())")
show("[10, 20, 30][Index(1)]")
show("int(Index('a'))")
show("range(Index(1.5))")
show("type(Sub(5) + 1), Sub(5), type(+Sub(5)), type(Sub('7', 8))")
show("Sub(5) == 5, hash(Sub(5)) == hash(5), {5: 1}[Sub(5)]")

# Arithmetic against itself: what division and multiplication must agree on.
n = 1
for i in range(1, 200):
    n = n * (i * i + 1) + i
    m = (n >> (i * 3)) * (-1) ** i or 1
    q, r = divmod(n, m)
    assert q * m + r == n and (r == 0 or (r < 0) == (m < 0)) and abs(r) < abs(m), (n, m)
    assert int(str(n)) == n and int(hex(-n), 16) == -n
    assert (n ^ m) ^ m == n and (n & m) + (n | m) == n + m
    assert int.from_bytes(n.to_bytes(2000, "little"), "little") == n
print(n % 1000000007, n.bit_length())
