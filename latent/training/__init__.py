"""Training: a loop over compiled steps, on one device or several, and the file of its weights.

Comes in: an `Autoencoder` and images as bytes. Goes out: trained weights, a history with one entry
for each epoch, and `NAME.weights.h5`, which rebuilds the model.
To note another number of each epoch: `epoch_numbers` of the kind of model it belongs to.
"""
