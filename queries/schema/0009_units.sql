-- An amount times a share in whole 1e-18: most products fit 64 bits, and those are rounded several times faster.
create macro calc.units(product) as coalesce(try_cast(product as bigint), cast(product as hugeint));
