#!/usr/bin/env python3
"""Rating cases, worked out twice: by hand (an expression of exact fractions that stands beside each
case) and by a model of the tariff document written here in fractions, which shares nothing with the
library.  Where the two differ the script stops.  What it prints is rating_cases.def:

    tests/unit/rating_cases.py > tests/unit/rating_cases.def
"""
import json
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction as F
from zoneinfo import ZoneInfo

CENT = 100


def days(text):
    return (date.fromisoformat(text) - date(1970, 1, 1)).days


def day_of(n):
    return date(1970, 1, 1) + timedelta(days=n)


def floor(x):
    return x.numerator // x.denominator


def rounded(x, rule):
    sign = -1 if x < 0 else 1
    x = abs(x)
    low = floor(x)
    rest = x - low
    if rule == 'half_up':
        low += rest >= F(1, 2)
    elif rule == 'half_even':
        low += rest > F(1, 2) or (rest == F(1, 2) and low % 2 == 1)
    elif rule == 'up':
        low += rest > 0
    return sign * low


def spread(amounts, rule):
    """Lines that add up to the total, by largest remainder, the earlier first."""
    total = rounded(sum(amounts, F(0)), rule)
    out = [floor(a) for a in amounts]
    order = sorted(range(len(amounts)), key=lambda i: (-(amounts[i] - floor(amounts[i])), i))
    for i in order[:total - sum(out)]:
        out[i] += 1
    return out, total


def to_milli(x):
    """Quantities are whole thousandths, halves up."""
    return F(floor(x * 1000 + F(1, 2)), 1000)


class Model:
    def __init__(self, case):
        self.case = case
        self.lo, self.hi = days(case['from']), days(case['to'])
        self.whole = self.hi - self.lo + 1
        self.lines = []          # (kind, tier, cents)
        self.sums = {}

    def value(self, v, attributes):
        while isinstance(v, dict) and 'by' in v:
            v = v['values'].get(attributes.get(v['by']), v.get('else'))
        return v

    def fraction(self, doc, lo, hi):
        period = doc.get('period', 'bill')
        n = hi - lo + 1
        if period == 'bill':
            return F(n, self.whole)
        if period == 'month':
            return self.months(lo, hi)
        return F(n, period['days'])

    def months(self, lo, hi):
        f = F(0)
        for n in range(lo, hi + 1):
            d = day_of(n)
            last = (d.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
            f += F(1, last.day)
        return f

    def season(self, doc, n):
        md = day_of(n).strftime('%m-%d')
        for s in doc.get('seasons', []):
            lo, hi = s['from'], s['to'] if s['to'] != '02-28' else '02-29'
            if (lo <= md <= hi) if lo <= hi else (md >= lo or md <= hi):
                return s['name']
        return None

    def use(self, lo, hi):
        if 'intervals' in self.case:
            return sum((F(i[3]) for i in self.case['intervals'] if lo <= i[0] <= hi), F(0))
        # thousandths up to a day are cut, so that parts add up
        milli = F(self.case['use']) * 1000
        up = lambda n: floor(milli * (n - self.lo + 1) / self.whole)
        return F(up(hi) - up(lo - 1), 1000)

    def period_of(self, doc, schedule, i):
        d = day_of(i[0])
        rows = doc['schedules'][schedule]['weekend' if d.weekday() >= 5 else 'weekday']
        return rows[d.month - 1][i[1] // 60]

    def tiers(self, key, kind, tiers, quantity, scale, show, field='from', base=None):
        limits = [to_milli(F(t[field]) * scale) if base is None
                  else to_milli(base * F(t[field]) / 100) for t in tiers]
        for i, t in enumerate(tiers):
            top = limits[i + 1] if i + 1 < len(tiers) else None
            q = max(F(0), (quantity if top is None else min(quantity, top)) - limits[i])
            if q > 0 or (show and i == 0 and quantity == 0):
                self.add(key, kind, q * F(t['price']) * CENT, i + 1 if len(tiers) > 1 else 0, True)

    def add(self, key, kind, cents, tier=0, must=False):
        self.sums[key] = self.sums.get(key, F(0)) + cents
        if cents != 0 or must:
            self.lines.append((kind, tier, cents))

    def runs(self, doc, c, lo, hi):
        if 'season' not in c:
            return [(lo, hi)]
        if doc.get('change', 'prorate') != 'prorate' or c['kind'] in ('percent', 'tax'):
            at = lo if doc.get('change') == 'start' else hi
            return [(lo, hi)] if self.season(doc, at) == c['season'] else []
        out = []
        for n in range(lo, hi + 1):
            if self.season(doc, n) == c['season']:
                if out and out[-1][1] == n - 1:
                    out[-1] = (out[-1][0], n)
                else:
                    out.append((n, n))
        return out

    def component(self, v, doc, cls, at, attributes, lo, hi):
        c = cls['components'][at]
        key = (v, c['id'])
        scale = self.fraction(doc, lo, hi)
        kind = c['kind']
        if kind == 'fixed':
            a = F(self.value(c['amount'], attributes)) * CENT
            per = c.get('per', 'period')
            self.add(key, 'fixed', a * (hi - lo + 1 if per == 'day' else
                                        self.months(lo, hi) if per == 'month' else scale))
        elif kind == 'usage':
            self.tiers(key, 'usage', self.value(c['tiers'], attributes), self.use(lo, hi), scale, True)
        elif kind == 'budget':
            b = c['budget']
            if isinstance(b, dict) and 'sum' in b:
                base = sum((F(self.value(t['amount'], attributes)) *
                            F(attributes[t['times']] if 'times' in t else 1) *
                            (hi - lo + 1 if t.get('per') == 'day' else scale) for t in b['sum']), F(0))
            else:
                base = F(self.value(b, attributes)) * scale
            self.tiers(key, 'usage', self.value(c['tiers'], attributes), self.use(lo, hi), scale, True,
                       'from_percent', to_milli(base))
        elif kind == 'tou':
            for p, rate in enumerate(c['rates']):
                q = sum((F(i[3]) for i in self.case['intervals'] if lo <= i[0] <= hi and
                         self.period_of(doc, c['schedule'], i) == p), F(0))
                self.tiers(key, 'usage', self.value(rate, attributes), q, scale, False)
        elif kind == 'demand':
            for p, rate in enumerate(c['rates']):
                if 'intervals' in self.case:
                    most = max([to_milli(F(i[3]) * 60 / i[2]) for i in self.case['intervals']
                                if lo <= i[0] <= hi and ('schedule' not in c or
                                self.period_of(doc, c['schedule'], i) == p)] or [F(0)])
                else:
                    most = F(self.case['demand'])
                tiers = self.value(rate, attributes)
                for i, t in enumerate(tiers):
                    top = F(tiers[i + 1]['from']) if i + 1 < len(tiers) else most
                    q = max(F(0), min(most, top) - F(t['from']))
                    self.add(key, 'demand', q * F(t['price']) * CENT * scale,
                             i + 1 if len(tiers) > 1 else 0)
        elif kind == 'per_unit':
            self.add(key, 'surcharge', self.use(lo, hi) * F(self.value(c['price'], attributes)) * CENT)
        else:
            tax = kind == 'tax'
            of = c.get('of', 'all')
            if of == 'all':
                ids = [x['id'] for i, x in enumerate(cls['components'])
                       if x['kind'] != 'tax' and (tax or i < at)] + (['minimum'] if tax else [])
            else:
                ids = of
            base = sum((self.sums.get((v, i), F(0)) for i in ids), F(0))
            self.add(key, 'tax' if tax else 'surcharge',
                     base * F(self.value(c['percent'], attributes)) / 100)

    def work(self):
        case = self.case
        versions = case['versions']
        covers = lambda n: next(i for i, v in enumerate(versions)
                                if days(v[1]) <= n <= (days(v[2]) if v[2] else 1 << 30))
        change = versions[covers(self.hi)][0].get('change', 'prorate')
        spans = []
        if change == 'prorate':
            for n in range(self.lo, self.hi + 1):
                v = covers(n)
                if spans and spans[-1][0] == v:
                    spans[-1][2] = n
                else:
                    spans.append([v, n, n])
        else:
            spans = [[covers(self.lo if change == 'start' else self.hi), self.lo, self.hi]]
        for taxes in (False, True):
            for v, lo, hi in spans:
                doc = versions[v][0]
                cls = doc['classes'][case['class']]
                attributes = {a['name']: a['default'] for a in doc.get('attributes', [])
                              if a.get('default') is not None}
                attributes.update(case['attributes'])
                for at, c in enumerate(cls['components']):
                    if (c['kind'] == 'tax') == taxes:
                        for a, b in self.runs(doc, c, lo, hi):
                            self.component(v, doc, cls, at, attributes, a, b)
                if not taxes and cls.get('minimum'):
                    have = sum((x for (w, i), x in self.sums.items() if w == v), F(0))
                    least = F(self.value(cls['minimum']['amount'], attributes)) * CENT
                    least *= self.fraction(doc, lo, hi)
                    if have < least:
                        self.add((v, 'minimum'), 'minimum', least - have)
        rule = versions[spans[-1][0]][0].get('rounding', 'half_up')
        amounts, total = spread([l[2] for l in self.lines], rule)
        tax = sum(a for a, l in zip(amounts, self.lines) if l[0] == 'tax')
        return total, tax, ' '.join(f'{k}{t or ""}:{a}' for (k, t, _), a in zip(self.lines, amounts)), \
            sum((l[2] for l in self.lines), F(0))


CASES = []


def case(name, hand, doc=None, use='0', cls='R', frm='2026-01-01', to='2026-01-30', attributes=None,
         versions=None, intervals=None, demand=None, rule='half_up'):
    """hand: the bill in major units, before it is rounded, as a Python expression."""
    c = {'name': name, 'hand': hand, 'class': cls, 'from': frm, 'to': to, 'use': use,
         'attributes': attributes or {}, 'versions': versions or [(doc, '2000-01-01', None)]}
    if intervals is not None:
        c['intervals'] = intervals
    if demand is not None:
        c['demand'] = demand
    c['total'], c['tax'], c['lines'], exact = Model(c).work()
    by_hand = evaluate(hand)
    if by_hand * CENT != exact:
        raise SystemExit(f'{name}: by hand {float(by_hand)}, by the model {float(exact / CENT)}')
    CASES.append(c)


def evaluate(text):
    """Numbers of the expression as exact fractions: 2.87 is 287/100."""
    import re
    return eval(re.sub(r'\d+(?:\.\d+)?', lambda m: f'F("{m.group()}")', text), {'F': F})


def tiers(*pairs):
    return [{'from': str(a), 'price': str(b)} for a, b in pairs]


def usage(*pairs, **more):
    return {'id': more.pop('id', 'u'), 'kind': 'usage', 'name': 'Use', 'tiers': tiers(*pairs), **more}


def fixed(amount, **more):
    return {'id': more.pop('id', 'f'), 'kind': 'fixed', 'name': 'Fixed', 'amount': amount, **more}


def tax(percent, of='all', **more):
    return {'id': more.pop('id', 't'), 'kind': 'tax', 'name': 'Tax', 'percent': percent, 'of': of}


def percent(p, of='all', **more):
    return {'id': more.pop('id', 'p'), 'kind': 'percent', 'name': 'Surcharge', 'percent': p, 'of': of}


def doc(*components, minimum=None, **more):
    cls = {'components': list(components)}
    if minimum is not None:
        cls['minimum'] = {'amount': minimum}
    return {'unit': more.pop('unit', 'CCF'), **more, 'classes': {'R': cls}}


# ---- tiers: 14 at 2.87, 26 at 4.29, 108 at 6.44, the rest at 10.07 ----
FOUR = doc(usage((0, '2.87'), (14, '4.29'), (40, '6.44'), (148, '10.07')))
case('nothing used', '0', FOUR, '0')
case('a thousandth', '0.001 * 2.87', FOUR, '0.001')
case('one unit in tier 1', '1 * 2.87', FOUR, '1')
case('a unit below tier 2', '13 * 2.87', FOUR, '13')
case('a thousandth below tier 2', '13.999 * 2.87', FOUR, '13.999')
case('tier 1 full', '14 * 2.87', FOUR, '14')
case('a thousandth in tier 2', '14 * 2.87 + 0.001 * 4.29', FOUR, '14.001')
case('one unit in tier 2', '14 * 2.87 + 1 * 4.29', FOUR, '15')
case('a unit below tier 3', '14 * 2.87 + 25 * 4.29', FOUR, '39')
case('tier 2 full', '14 * 2.87 + 26 * 4.29', FOUR, '40')
case('one unit in tier 3', '14 * 2.87 + 26 * 4.29 + 1 * 6.44', FOUR, '41')
case('a unit below tier 4', '14 * 2.87 + 26 * 4.29 + 107 * 6.44', FOUR, '147')
case('tier 3 full', '14 * 2.87 + 26 * 4.29 + 108 * 6.44', FOUR, '148')
case('one unit in tier 4', '14 * 2.87 + 26 * 4.29 + 108 * 6.44 + 1 * 10.07', FOUR, '149')
case('much too much', '14 * 2.87 + 26 * 4.29 + 108 * 6.44 + (421817 - 148) * 10.07', FOUR, '421817')
case('one price', '12.345 * 3.21', doc(usage((0, '3.21'))), '12.345')
case('a tier that is free', '0 + 5 * 2', doc(usage((0, '0'), (5, '2'))), '10')
case('a price of eight decimals', '7 * 0.12345678', doc(usage((0, '0.12345678')), unit='kWh'), '7')

# ---- attributes ----
BY_SIZE = doc(fixed({'by': 'size', 'values': {'5/8"': '12.10', '1"': '20.35'}}),
              {'id': 'u', 'kind': 'usage', 'name': 'Use', 'tiers': {'by': 'size', 'values': {
                  '5/8"': tiers((0, '1'), (10, '2')),
                  '1"': {'by': 'water', 'values': {'POTABLE': tiers((0, '4.07'), (210, '10.03'))},
                         'else': tiers((0, '3.66'))}}}},
              attributes=[{'name': 'size', 'values': ['5/8"', '1"'], 'default': '5/8"'},
                          {'name': 'water', 'values': ['POTABLE', 'RECYCLED']}])
case('by the default size', '12.10 + 10 * 1 + 1 * 2', BY_SIZE, '11')
case('by size and water', '20.35 + 210 * 4.07 + 1 * 10.03', BY_SIZE, '211',
     attributes={'size': '1"', 'water': 'POTABLE'})
case('by what is left', '20.35 + 211 * 3.66', BY_SIZE, '211',
     attributes={'size': '1"', 'water': 'RECYCLED'})

# ---- fixed amounts ----
case('a fixed amount a bill', '14.20', doc(fixed('14.20')))
case('a fixed amount of thirty days, over 61', '15 * 61 / 30', doc(fixed('15'), period={'days': 30}),
     to='2026-03-02')
case('a fixed amount a day', '31 * 0.4567', doc(fixed('0.4567', per='day')), to='2026-01-31')
case('a fixed amount a month, two of them', '2 * 9.99', doc(fixed('9.99', per='month')),
     to='2026-02-28')
case('a fixed amount a month, in parts of two', '10 * 17 / 31 + 10 * 14 / 28',
     doc(fixed('10', per='month')), frm='2026-01-15', to='2026-02-14')
case('a fixed amount a month, of a leap year', '10 * 1 / 29', doc(fixed('10', per='month')),
     frm='2024-02-29', to='2024-02-29')
case('a period of months', '2 * 6 + 2 * 10 * 1 + 5 * 2',
     doc(fixed('6'), usage((0, '1'), (10, '2')), period='month'), '25', to='2026-02-28')
case('tiers of thirty days, over sixty', '28 * 2.87 + 2 * 4.29',
     doc(usage((0, '2.87'), (14, '4.29')), period={'days': 30}), '30', to='2026-03-01')
case('tiers of thirty days, over 31', '14.467 * 1 + 0.533 * 2',
     doc(usage((0, '1'), (14, '2')), period={'days': 30}), '15', to='2026-01-31')

# ---- rounding ----
for use, exact in (('0.5', '0.005'), ('1.5', '0.015'), ('2.4', '0.024'), ('2.6', '0.026')):
    for rule in ('half_up', 'half_even', 'up', 'down'):
        case(f'{use} cents, {rule}', exact, doc(usage((0, '0.01')), rounding=rule), use)
case('nothing over, up', '0.03', doc(usage((0, '0.01')), rounding='up'), '3')
case('three thirds are one, down', '1 * 10 / 30 + 1 * 10 / 30 + 1 * 10 / 30',
     versions=[(doc(fixed('1'), period={'days': 30}, rounding='down'), '2026-01-01', '2026-01-10'),
               (doc(fixed('1'), period={'days': 30}, rounding='down'), '2026-01-11', '2026-01-20'),
               (doc(fixed('1'), period={'days': 30}, rounding='down'), '2026-01-21', None)])
case('three thirds are one, up', '1 * 10 / 30 + 1 * 10 / 30 + 1 * 10 / 30',
     versions=[(doc(fixed('1'), period={'days': 30}, rounding='up'), '2026-01-01', '2026-01-10'),
               (doc(fixed('1'), period={'days': 30}, rounding='up'), '2026-01-11', '2026-01-20'),
               (doc(fixed('1'), period={'days': 30}, rounding='up'), '2026-01-21', None)])
case('lines follow the total', '0.004 + 0.004 + 0.004',
     doc(fixed('0.004', id='a'), fixed('0.004', id='b'), fixed('0.004', id='c')))
case('a discount of half a cent, half up', '0.10 - 0.05 * 0.10', doc(fixed('0.10'), percent('-5')))

# ---- minimum ----
MIN = doc(fixed('3'), usage((0, '2')), tax('10'), minimum='12')
case('below the minimum', '(3 + 2 * 2 + (12 - 7)) * 1.10', MIN, '2')
case('at the minimum', '(3 + 4.5 * 2) * 1.10', MIN, '4.5')
case('above the minimum', '(3 + 5 * 2) * 1.10', MIN, '5')
case('nothing used, the minimum', '(3 + 0 + 9) * 1.10', MIN, '0')
case('half a minimum', '12 * 15 / 30', doc(usage((0, '2')), minimum='12', period={'days': 30}),
     '1', to='2026-01-15')

# ---- surcharges and taxes ----
case('a surcharge a unit', '10 * 2 + 10 * 0.035',
     doc(usage((0, '2')), {'id': 's', 'kind': 'per_unit', 'name': 'Fund', 'price': '0.035'}), '10')
case('a percentage of what is before it', '(5 + 20) * 1.0325 + 1',
     doc(fixed('5'), usage((0, '2')), percent('3.25'), fixed('1', id='g')), '10')
case('a percentage of one', '5 + 20 * 1.0325', doc(fixed('5'), usage((0, '2')), percent('3.25', ['u'])),
     '10')
case('a percentage of a percentage', '(5 + 20) * 1.10 * 1.05',
     doc(fixed('5'), usage((0, '2')), percent('10', id='p'), percent('5', id='q')), '10')
case('a percentage of a percentage alone', '25 + 25 * 0.10 + 25 * 0.10 * 0.05',
     doc(fixed('5'), usage((0, '2')), percent('10', id='p'), percent('5', ['p'], id='q')), '10')
case('a discount', '(5 + 20) * 0.85', doc(fixed('5'), usage((0, '2')), percent('-15')), '10')
case('a tax of all', '(5 + 20) * 1.08875', doc(tax('8.875'), fixed('5'), usage((0, '2'))), '10')
case('a tax of one', '5 + 20 * 1.08875', doc(fixed('5'), usage((0, '2')), tax('8.875', ['u'])), '10')
case('a tax of a tax', '25 * 1.05 + 25 * 0.05 * 0.07',
     doc(fixed('5'), usage((0, '2')), tax('5', id='t'), tax('7', ['t'], id='v')), '10')
case('two taxes of all', '25 * (1 + 0.05 + 0.07)',
     doc(fixed('5'), usage((0, '2')), tax('5', id='t'), tax('7', id='v')), '10')
case('a tax of surcharges too', '25 * 1.10 * 1.05', doc(fixed('5'), usage((0, '2')), percent('10'),
     tax('5')), '10')

# ---- a version that changes in the period: 10 of 30 days under the old one ----
OLD = doc(fixed('9'), usage((0, '1'), (15, '2')), tax('10'))
for change, hand in (
        ('prorate', '(9 * 10 / 30 + 5 * 1 + 5 * 2) * 1.10 + (12 * 20 / 30 + 10 * 1.5 + 10 * 3) * 1.05'),
        ('end', '(12 + 15 * 1.5 + 15 * 3) * 1.05'), ('start', '(9 + 15 * 1 + 15 * 2) * 1.10')):
    new = doc(fixed('12'), usage((0, '1.5'), (15, '3')), tax('5'), change=change)
    case(f'a new version, {change}', hand, use='30',
         versions=[(OLD, '2000-01-01', '2026-01-10'), (new, '2026-01-11', None)])
case('a new version on the first day', '12 + 15 * 1.5', use='15',
     versions=[(OLD, '2000-01-01', '2025-12-31'), (doc(fixed('12'), usage((0, '1.5'))), '2026-01-01', None)])
case('a new version on the last day', '(9 * 29 / 30 + 14.5 * 1 + 14.5 * 2) * 1.10 + 12 * 1 / 30 + 1 * 1.5',
     use='30', versions=[(OLD, '2000-01-01', '2026-01-29'),
                         (doc(fixed('12'), usage((0, '1.5'))), '2026-01-30', None)])
case('use that days do not divide', '3.333 * 1 + 6.667 * 2', use='10',
     versions=[(doc(usage((0, '1'))), '2000-01-01', '2026-01-10'), (doc(usage((0, '2'))), '2026-01-11', None)])

# ---- seasons: summer from May to October ----
SEASONS = [{'name': 'Summer', 'from': '05-01', 'to': '10-31'}, {'name': 'Winter', 'from': '11-01', 'to': '04-30'}]
for change, hand in (('prorate', '10 + 10 * 2 + 20 * 1'), ('end', '10 + 30 * 1'), ('start', '10 + 30 * 2')):
    SEASON = doc(fixed('10'), usage((0, '2'), season='Summer', id='s'), usage((0, '1'), season='Winter', id='w'),
                 seasons=SEASONS, change=change)
    case(f'a season ends in the period, {change}', hand, SEASON, '30', frm='2026-10-22', to='2026-11-20')
SEASON = doc(usage((0, '2'), (12, '4'), season='Summer', id='s'),
             usage((0, '1'), (12, '3'), season='Winter', id='w'), seasons=SEASONS)
case('all in summer', '12 * 2 + 8 * 4', SEASON, '20', frm='2026-07-01', to='2026-07-30')
case('all in winter, over a new year', '12 * 1 + 8 * 3', SEASON, '20', frm='2026-12-15', to='2027-01-13')
case('a season begins: tiers are divided', '4 * 1 + 6 * 3 + 8 * 2 + 12 * 4', SEASON, '30',
     frm='2026-04-21', to='2026-05-20')
case('a season of no days', '0.50 * 30', doc(fixed('0.50', per='day'), fixed('7', season='Summer', id='g'),
     seasons=SEASONS))

# ---- budgets ----
BUDGET = doc({'id': 'b', 'kind': 'budget', 'name': 'Water', 'budget': {'sum': [
    {'amount': '0.05', 'times': 'residents', 'per': 'day'}, {'amount': '4'}]},
    'tiers': [{'from_percent': '0', 'price': '1'}, {'from_percent': '100', 'price': '2'},
              {'from_percent': '150', 'price': '5'}]},
    attributes=[{'name': 'residents', 'number': True, 'default': '3'}])
case('within the budget: 3 × 0.05 × 30 + 4 = 8.5', '8.5 * 1', BUDGET, '8.5')
case('over the budget', '8.5 * 1 + 4.25 * 2 + 2.25 * 5', BUDGET, '15')
case('a larger household: 5 × 0.05 × 30 + 4 = 11.5', '11.5 * 1 + 3.5 * 2', BUDGET, '15',
     attributes={'residents': '5'})
case('a budget by size', '20 * 1 + 4 * 2', doc({'id': 'b', 'kind': 'budget', 'name': 'Water',
     'budget': {'by': 'size', 'values': {'S': '10', 'L': '20'}},
     'tiers': [{'from_percent': '0', 'price': '1'}, {'from_percent': '100', 'price': '2'}]},
     attributes=[{'name': 'size', 'values': ['S', 'L'], 'default': None}]), '24', attributes={'size': 'L'})
case('a budget of half a period', '5 * 1 + 5 * 2', doc({'id': 'b', 'kind': 'budget', 'name': 'Water',
     'budget': '10', 'tiers': [{'from_percent': '0', 'price': '1'}, {'from_percent': '100', 'price': '2'}]},
     period={'days': 30}), '10', to='2026-01-15')


# ---- time of use and demand ----
def hours(*peak):
    return [[1 if h in peak else 0 for h in range(24)] for _ in range(12)]


def local(zone, day, n, use):
    """The n-th hour's use of a day in a zone, by the wall's clock: 23 or 25 of them when it changes."""
    z = ZoneInfo(zone)
    t = datetime.fromisoformat(day).replace(tzinfo=z).astimezone(timezone.utc)
    out = []
    while True:
        w = t.astimezone(z)
        if w.date().isoformat() != day:
            break
        out.append((days(day), w.hour * 60 + w.minute, n, use(w.hour, len(out))))
        t += timedelta(minutes=n)
    return out


TOU = doc({'id': 'e', 'kind': 'tou', 'name': 'Energy', 'schedule': 'energy',
           'rates': [tiers((0, '0.10')), tiers((0, '0.30'))]}, unit='kWh',
          schedules={'energy': {'weekday': hours(2, 3, 17, 18, 19), 'weekend': hours(2)}},
          periods={'energy': ['Off-peak', 'Peak']})
NY = 'America/New_York'
case('a weekday of 24 hours', '19 * 0.10 + 5 * 0.30', TOU, frm='2026-03-06', to='2026-03-06',
     intervals=local(NY, '2026-03-06', 60, lambda h, i: '1'))
case('a Sunday of 23 hours: the peak from 2 to 3 is not there', '23 * 0.10', TOU, frm='2026-03-08',
     to='2026-03-08', intervals=local(NY, '2026-03-08', 60, lambda h, i: '1'))
case('a Sunday of 25 hours: one is there twice', '24 * 0.10 + 1 * 0.30', TOU, frm='2026-11-01',
     to='2026-11-01', intervals=local(NY, '2026-11-01', 60, lambda h, i: '1'))
TWICE = json.loads(json.dumps(TOU))
TWICE['schedules']['energy']['weekend'] = hours(1)
case('a Sunday of 25 hours: the peak is there twice', '23 * 0.10 + 2 * 0.30', TWICE, frm='2026-11-01',
     to='2026-11-01', intervals=local(NY, '2026-11-01', 60, lambda h, i: '1'))
case('quarters of an hour over the change', '0.25 * 92 * 0.10', TOU, frm='2026-03-08', to='2026-03-08',
     intervals=local(NY, '2026-03-08', 15, lambda h, i: '0.25'))
case('Saturday to Monday over the change', '(23 + 23 + 19) * 0.10 + (1 + 0 + 5) * 0.30', TOU,
     frm='2026-03-07', to='2026-03-09', intervals=local(NY, '2026-03-07', 60, lambda h, i: '1') +
     local(NY, '2026-03-08', 60, lambda h, i: '1') + local(NY, '2026-03-09', 60, lambda h, i: '1'))
case('tiers of a period', '10 * 0.10 + 9 * 0.20 + 5 * 0.30', doc({'id': 'e', 'kind': 'tou',
     'name': 'Energy', 'schedule': 'energy', 'rates': [tiers((0, '0.10'), (10, '0.20')), tiers((0, '0.30'))]},
     unit='kWh', schedules=TOU['schedules']), frm='2026-03-06', to='2026-03-06',
     intervals=local(NY, '2026-03-06', 60, lambda h, i: '1'))
DEMAND = doc({'id': 'd', 'kind': 'demand', 'name': 'Demand', 'rates': [tiers((0, '4'), (5, '9'))], 'unit': 'kW'},
             unit='kWh')
case('the highest quarter: 1.5 kWh are 6 kW', '5 * 4 + 1 * 9', DEMAND, frm='2026-03-06', to='2026-03-06',
     intervals=local(NY, '2026-03-06', 15, lambda h, i: '1.5' if i == 40 else '0.25'))
case('demand as its register says', '3.2 * 4', DEMAND, demand='3.2')
case('demand of peak hours', '2 * 4 + 7 * 11', doc({'id': 'd', 'kind': 'demand', 'name': 'Demand',
     'schedule': 'energy', 'rates': [tiers((0, '4')), tiers((0, '11'))]}, unit='kWh',
     schedules=TOU['schedules']), frm='2026-03-06', to='2026-03-06',
     intervals=local(NY, '2026-03-06', 60, lambda h, i: '7' if h == 18 else '2'))
case('demand of thirty days, over 15', '6 * 4 * 15 / 30', doc({'id': 'd', 'kind': 'demand', 'name': 'Demand',
     'rates': [tiers((0, '4'))]}, unit='kWh', period={'days': 30}), demand='6', to='2026-01-15')
case('use by the hour under two versions', '24 * 0.5 * 0.10 + 24 * 0.5 * 0.20',
     frm='2026-03-06', to='2026-03-07', intervals=local(NY, '2026-03-06', 60, lambda h, i: '0.5') +
     local(NY, '2026-03-07', 60, lambda h, i: '0.5'),
     versions=[(doc(usage((0, '0.10')), unit='kWh'), '2000-01-01', '2026-03-06'),
               (doc(usage((0, '0.20')), unit='kWh'), '2026-03-07', None)])

# ---- all of it ----
case('all together',
     '((12.10 + 14 * 2.87 + 6 * 4.29) * 1.03 + 20 * 0.0475) * (1 + 0.08875) + 0',
     doc(fixed({'by': 'size', 'values': {'5/8"': '12.10'}}), usage((0, '2.87'), (14, '4.29')), percent('3'),
         {'id': 's', 'kind': 'per_unit', 'name': 'Fund', 'price': '0.0475'}, tax('8.875'), minimum='20',
         attributes=[{'name': 'size', 'values': ['5/8"'], 'default': '5/8"'}]), '20')


def c_text(s):
    return '"' + s.replace('\\', '\\\\').replace('"', '\\"') + '"'


def wrapped(s):
    """A long text as C literals one under another."""
    return '\n\t    '.join(c_text(s[i:i + 64]) for i in range(0, max(1, len(s)), 64))


def main():
    print('/* Made by rating_cases.py, which works every case out; do not edit.')
    print(' * CASE(name, versions, class, attributes, from, to, use, demand, intervals, total, tax, lines) */')
    for c in CASES:
        versions = [f'{f}/{t or "2999-12-31"}/{json.dumps(d, separators=(",", ":"))}'
                    for d, f, t in c['versions']]
        intervals = ' '.join(f'{d}:{m}:{n}:{int(F(u) * 1000)}' for d, m, n, u in c.get('intervals', []))
        demand = int(F(c['demand']) * 1000) if 'demand' in c else -1
        print(f'\n/* {c["hand"]} */')
        print(f'CASE({c_text(c["name"])},')
        print('\t' + wrapped('|'.join(versions)) + ',')
        print(f'\t{c_text(c["class"])}, {c_text(json.dumps(c["attributes"]))},')
        print(f'\t"{c["from"]}", "{c["to"]}", {int(F(c["use"]) * 1000)}, {demand},')
        print('\t' + wrapped(intervals) + ',')
        print(f'\t{c["total"]}, {c["tax"]}, {c_text(c["lines"])})')


main()
