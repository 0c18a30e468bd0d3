"""What the explorer knows, in layers: each is the one before with more that can be done to it.

A coded map has images and codes, a seen map is drawn and pointed at, a colored map has colours that
say something, an asked map answers questions, and of a selected map some images are chosen. The
explorer, in `latent.windows.explorer.state`, is all of that.
"""
