-- Rounds an amount in 1e-18, times a share, to the whole: most products fit 64 bits, and those are rounded several times faster.
create macro calc.units(product) as coalesce(try_cast(product as bigint), cast(product as hugeint));
