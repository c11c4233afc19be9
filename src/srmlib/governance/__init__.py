"""The programme for suppliers: what is planned with each, against what happened, on both
sides.
"""
