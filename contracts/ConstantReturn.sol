// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Constant answer
/// @notice Answers any call, with or without ether, with one word: a stub for contracts whose answers don't matter.
contract ConstantReturn {
    uint256 private immutable value;

    /// @param value_ the word, in whatever unit the callers expect
    constructor(uint256 value_) {
        value = value_;
    }

    receive() external payable {
        answer();
    }

    fallback() external payable {
        answer();
    }

    function answer() private view {
        uint256 word = value;
        assembly {
            mstore(0, word)
            return(0, 32)
        }
    }
}
