// Its first types come with hardware mode (docs/decisions/0008-hardware-mode.md).
