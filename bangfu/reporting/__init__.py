"""数字: indicators declared once; every figure opens."""
